package kernel

import (
	"math"
	"math/bits"
)

// The parts of the sparse products in plain Go. The widths, and what the
// parameters mean, are those of the assembly of the same name; strides are in
// elements.

func copyPanelPortable(width, rows int, from []float32, stride int, background float32, sums, pack []float32) {
	sums = sums[:width]
	for i := range rows {
		to := pack[i*width:][:width]
		for j, v := range from[i*stride:][:width] {
			to[j] = v
			sums[j] += background * v
		}
	}
}

func accumulatePortable(rows int, starts []uint32, values []float32, indices []uint16, pack, sums []float32) {
	for i := range rows {
		sum := sums[i*panelCols:][:panelCols]
		for e := starts[i]; e < starts[i+1]; e++ {
			v := values[e]
			for j, w := range pack[int(indices[e])*panelCols:][:panelCols] {
				sum[j] += v * w
			}
		}
	}
}

func finishPortable(rows int, sums, more []float32, moreRow int, add, bias []float32, floor float32, c []float32, stride int) {
	for i := range rows {
		to := c[i*stride:][:panelCols]
		more := more[i*moreRow:][:panelCols]
		for j, sum := range sums[i*panelCols:][:panelCols] {
			sum = sum + more[j] + add[j] + bias[j]
			if sum < floor {
				sum = floor
			}
			to[j] = sum
		}
	}
}

func setProductsPortable(together, width, sets int, masks []uint64, words int, x []float32, xStride int, background float32, pack, add, c []float32, stride int) {
	for r := range together * sets {
		sum, set := c[r*stride:][:width], r/together
		clear(sum)
		for w, mask := range masks[set*words:][:words] {
			for ; mask != 0; mask &= mask - 1 {
				row := w*maskRows + bits.TrailingZeros64(mask)
				v := x[row*xStride+r] - background
				for j, y := range pack[row*width:][:width] {
					sum[j] += v * y
				}
			}
		}
		for j, a := range add[:width] {
			sum[j] += a
		}
	}
}

func listRowsPortable(rows, columns int, x []float32, stride int, background float32, values []float32, indices []uint16, starts []uint32) {
	n := uint32(0)
	starts[0] = 0
	for i := range rows {
		for j, v := range x[i*stride:][:columns] {
			if v != background {
				values[n], indices[n] = v-background, uint16(j)
				n++
			}
		}
		starts[i+1] = n
	}
}

func findSetsPortable(together, rows, columns int, x []float32, stride int, background float32, masks []uint64, words int) {
	clear(masks)
	for i := range rows {
		for j, v := range x[i*stride:][:columns] {
			if math.Float32bits(v) != math.Float32bits(background) {
				masks[j/together*words+i/maskRows] |= 1 << (i % maskRows)
			}
		}
	}
}
