package kernel

// argMax returns the index of the largest element, the first of equals, or -1 where there is none: in an empty x, or
// one with a NaN, which has no order.
func argMax[T Float](x []T) int {
	best := -1
	for i, v := range x {
		if v != v {
			return -1
		}
		if best < 0 || v > x[best] {
			best = i
		}
	}
	return best
}

// Correct counts the rows of logits (rows, classes) whose ArgMax is the label. A row with a NaN is never right.
func Correct[T Float](rows, classes int, logits []T, labels []int32) int {
	wantLength("Correct", "logits", len(logits), rows*classes)
	wantLength("Correct", "labels", len(labels), rows)
	correct := 0
	for r, label := range labels {
		row := logits[r*classes : (r+1)*classes]
		if label >= 0 && (isLargest(row, int(label)) || argMax(row) == int(label)) {
			correct++
		}
	}
	return correct
}

// isLargest tells whether x[i] is larger than all others: what a trained network's
// rows mostly are at their label, so that its branches are foreseen.
func isLargest[T Float](x []T, i int) bool {
	if i >= len(x) {
		return false
	}
	largest := x[i]
	for j, v := range x {
		if !(v < largest) && j != i {
			return false
		}
	}
	return largest == largest
}
