//go:build amd64 || arm64

package kernel

import "unsafe"

// setWidth is the number of columns in a panel of dy: what has half of the vector
// registers for sums, for two rows unless x is hidden.
func setWidth(hidden bool) int {
	if active == avx2 && !hidden {
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

func setProducts(together, width, sets int, masks []uint64, words int, x []float32, xStride, rows int, background float32, pack, add, c []float32, stride int) {
	_, _, _, _ = masks[sets*words-1], x[(rows-1)*xStride+together*sets-1], pack[rows*width-1], c[(together*sets-1)*stride+width-1]
	switch {
	case active == portable:
		setProductsPortable(together, width, sets, masks, words, x, xStride, background, pack, add, c, stride)
	case active == avx512 && together == 2:
		pairs64AVX512(sets, &masks[0], words, &x[0], xStride*float, background, &pack[0], &add[0], &c[0], stride*float)
	case active == avx512:
		columns64AVX512(sets, &masks[0], words, &x[0], xStride*float, background, &pack[0], &add[0], &c[0], stride*float)
	case together == 2:
		pairs32AVX2(sets, &masks[0], words, &x[0], xStride*float, background, &pack[0], &add[0], &c[0], stride*float)
	default:
		columns64AVX2(sets, &masks[0], words, &x[0], xStride*float, background, &pack[0], &add[0], &c[0], stride*float)
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

func findSets(together, rows, columns int, x []float32, stride int, background float32, masks []uint64, words int) {
	_, _ = x[(rows-1)*stride+columns-1], masks[groupSets*words-1]
	if active == portable || columns < groupSets*together {
		findSetsPortable(together, rows, columns, x, stride, background, masks, words)
		return
	}
	const halfRows = maskRows / 2
	halves := unsafe.Slice((*uint32)(unsafe.Pointer(&masks[0])), 2*len(masks))
	for h := range 2 * words {
		left := min(rows-h*halfRows, halfRows)
		switch {
		case left <= 0:
			for q := range groupSets {
				halves[2*q*words+h] = 0
			}
		case together == 2:
			pairMasksAVX2(left, &x[h*halfRows*stride], stride*float, background, &halves[h], words*8)
		default:
			columnMasksAVX2(left, &x[h*halfRows*stride], stride*float, background, &halves[h], words*8)
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
