//go:build !amd64 && !arm64

package kernel

func setWidth(bool) int { return 64 }

func copyPanel(width, rows int, from []float32, stride int, background float32, sums, pack []float32) {
	copyPanelPortable(width, rows, from, stride, background, sums, pack)
}

func accumulate(rows int, starts []uint32, values []float32, indices []uint16, pack, sums, _ []float32, _ int) {
	accumulatePortable(rows, starts, values, indices, pack, sums)
}

func finish(rows int, sums, more []float32, moreRow int, add, bias []float32, floor float32, c []float32, stride int) {
	finishPortable(rows, sums, more, moreRow, add, bias, floor, c, stride)
}

func setProducts(together, width, sets int, masks []uint64, words int, x []float32, xStride, _ int, background float32, pack, add, c []float32, stride int) {
	setProductsPortable(together, width, sets, masks, words, x, xStride, background, pack, add, c, stride)
}

func listRows(rows, columns int, x []float32, stride int, background float32, values []float32, indices []uint16, starts []uint32) {
	listRowsPortable(rows, columns, x, stride, background, values, indices, starts)
}

func findSets(together, rows, columns int, x []float32, stride int, background float32, masks []uint64, words int) {
	findSetsPortable(together, rows, columns, x, stride, background, masks, words)
}
