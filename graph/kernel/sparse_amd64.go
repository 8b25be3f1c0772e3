package kernel

import "unsafe"

// pairWidth is the number of columns in a panel of dy: two rows of sums take half
// of the vector registers.
func pairWidth() int {
	if active == avx2 {
		return 32
	}
	return 64
}

func copyPanel(width, rows int, from []float32, stride int, background float32, sums, pack []float32) {
	_, _, _ = from[(rows-1)*stride+width-1], sums[width-1], pack[rows*width-1]
	switch {
	case active == portable:
		copyPanelPortable(width, rows, from, stride, background, sums, pack)
	case active == avx512:
		copyPanel64AVX512(rows, &from[0], stride*float, background, &sums[0], &pack[0])
	case width == 64:
		copyPanel64AVX2(rows, &from[0], stride*float, background, &sums[0], &pack[0])
	default:
		copyPanel32AVX2(rows, &from[0], stride*float, background, &sums[0], &pack[0])
	}
}

func accumulate(rows int, starts []uint32, values []float32, indices []uint16, pack, sums, ahead []float32, aheadRow int) {
	_, _ = starts[rows], sums[rows*panelCols-1]
	switch active {
	case avx512:
		accumulate64AVX512(rows, &starts[0], &values[0], &indices[0], &pack[0], &sums[0], &ahead[0], aheadRow*float)
	case avx2:
		accumulate64AVX2(rows, &starts[0], &values[0], &indices[0], &pack[0], &sums[0], &ahead[0], aheadRow*float)
	default:
		accumulatePortable(rows, starts, values, indices, pack, sums)
	}
}

func finish(rows int, sums, more []float32, moreRow int, add, bias []float32, floor float32, c []float32, stride int) {
	_, _, _ = sums[rows*panelCols-1], more[(rows-1)*moreRow+panelCols-1], c[(rows-1)*stride+panelCols-1]
	switch active {
	case avx512:
		finish64AVX512(rows, &sums[0], &more[0], moreRow*float, &add[0], &bias[0], floor, &c[0], stride*float)
	case avx2:
		finish64AVX2(rows, &sums[0], &more[0], moreRow*float, &add[0], &bias[0], floor, &c[0], stride*float)
	default:
		finishPortable(rows, sums, more, moreRow, add, bias, floor, c, stride)
	}
}

func pairProducts(width, pairs int, masks []uint64, words int, x []float32, xStride, rows int, background float32, pack, add, c []float32, stride int) {
	_, _, _, _ = masks[pairs*words-1], x[(rows-1)*xStride+2*pairs-1], pack[rows*width-1], c[(2*pairs-1)*stride+width-1]
	switch active {
	case avx512:
		pairs64AVX512(pairs, &masks[0], words, &x[0], xStride*float, background, &pack[0], &add[0], &c[0], stride*float)
	case avx2:
		pairs32AVX2(pairs, &masks[0], words, &x[0], xStride*float, background, &pack[0], &add[0], &c[0], stride*float)
	default:
		pairProductsPortable(width, pairs, masks, words, x, xStride, background, pack, add, c, stride)
	}
}

func listRows(rows, columns int, x []float32, stride int, background float32, values []float32, indices []uint16, starts []uint32) {
	_, _ = x[(rows-1)*stride+columns-1], starts[rows]
	if active == portable || columns%lanes != 0 {
		listRowsPortable(rows, columns, x, stride, background, values, indices, starts)
		return
	}
	compressRowsAVX2(rows, columns, &x[0], stride*float, background, &values[0], &indices[0], &bitPositions[0], &starts[0])
}

func findPairs(rows, columns int, x []float32, stride int, background float32, masks []uint64, words int) {
	_, _ = x[(rows-1)*stride+columns-1], masks[groupPairs*words-1]
	if active == portable || columns < 2*groupPairs {
		findPairsPortable(rows, columns, x, stride, background, masks, words)
		return
	}
	const halfRows = maskRows / 2
	halves := unsafe.Slice((*uint32)(unsafe.Pointer(&masks[0])), 2*len(masks))
	for h := range 2 * words {
		if left := rows - h*halfRows; left > 0 {
			pairMasksAVX2(min(left, halfRows), &x[h*halfRows*stride], stride*float, background, &halves[h], words*8)
			continue
		}
		for q := range groupPairs {
			halves[2*q*words+h] = 0
		}
	}
}

// bitPositions has, for each mask of eight bits, the positions of the bits that
// are set, in ascending order.
var bitPositions = func() (table [256 * 8]uint16) {
	for mask := range 256 {
		n := 0
		for bit := range 8 {
			if mask>>bit&1 == 1 {
				table[mask*8+n] = uint16(bit)
				n++
			}
		}
	}
	return table
}()
