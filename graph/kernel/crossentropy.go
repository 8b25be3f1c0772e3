package kernel

import (
	"errors"
	"fmt"
	"math"
)

// ErrLabel is wrapped by the error for a label that is none of the classes.
var ErrLabel = errors.New("kernel: label out of range")

// SoftmaxCrossEntropy returns the mean over the rows of -log(softmax(logits)[label]), and writes the probabilities
// softmax(logits) and the loss's gradient dlogits = (probs - onehot)/rows. logits, probs and dlogits are (rows,
// classes), labels is (rows); probs and dlogits may be nil and are then skipped. No two of them may overlap.
//
// The loss is log(sum(exp(x - max))) - (x[label] - max) in float64, never the logarithm of a rounded probability, and
// the rows are summed in order. NaN and +Inf among the logits make it NaN, a label whose logit is -Inf makes it +Inf.
// A label outside 0..classes-1 is an error that wraps ErrLabel, and then nothing is written. The mean of no rows is 0.
func SoftmaxCrossEntropy[T Float](rows, classes int, logits []T, labels []int32, probs, dlogits []T) (float64, error) {
	const where = "SoftmaxCrossEntropy"
	wantLength(where, "logits", len(logits), rows*classes)
	wantLength(where, "labels", len(labels), rows)
	wantLengthOrNil(where, "probs", probs, rows*classes)
	wantLengthOrNil(where, "dlogits", dlogits, rows*classes)
	for r, label := range labels {
		if uint(label) >= uint(classes) {
			return 0, fmt.Errorf("%w: label %d of row %d, want 0 to %d: check the labels, or the units of the last layer",
				ErrLabel, label, r, classes-1)
		}
	}
	out := dlogits
	if out == nil {
		out = probs
	}
	var block expBlock[T]
	loss, product := 0.0, 1.0
	for r, label := range labels {
		lo, hi := r*classes, (r+1)*classes
		maximum, e, sum := block.row(r, rows, classes, logits, out)
		loss += float64(maximum) - float64(logits[lo:hi][label])
		product *= sum
		if (r+1)%expBlockRows == 0 || r+1 == rows { // one logarithm for eight sums, of at most the number of classes
			loss += math.Log(product)
			product = 1
		}
		if probs != nil {
			scaleRow(probs[lo:hi], e, 1/sum)
		}
		if dlogits != nil {
			p := float64(e[label]) / sum
			scaleRow(dlogits[lo:hi], e, 1/(sum*float64(rows)))
			dlogits[lo:hi][label] = T((p - 1) / float64(rows))
		}
	}
	return loss / float64(max(rows, 1)), nil
}

// SoftmaxCrossEntropyOneHot is SoftmaxCrossEntropy for targets (rows, classes) that are any distribution, or any
// weights: the mean over the rows of -sum(targets·log(softmax(logits))), with 0·log(0) = 0, and dlogits =
// (probs·sum(targets) - targets)/rows.
func SoftmaxCrossEntropyOneHot[T Float](rows, classes int, logits, targets, probs, dlogits []T) float64 {
	const where = "SoftmaxCrossEntropyOneHot"
	wantLength(where, "logits", len(logits), rows*classes)
	wantLength(where, "targets", len(targets), rows*classes)
	wantLengthOrNil(where, "probs", probs, rows*classes)
	wantLengthOrNil(where, "dlogits", dlogits, rows*classes)
	out := dlogits
	if out == nil {
		out = probs
	}
	var block expBlock[T]
	var loss float64
	for r := range rows {
		lo, hi := r*classes, (r+1)*classes
		maximum, e, sum := block.row(r, rows, classes, logits, out)
		weight, gap := weigh(logits[lo:hi], targets[lo:hi], maximum)
		loss += weight*math.Log(sum) + gap
		if probs != nil {
			scaleRow(probs[lo:hi], e, 1/sum)
		}
		if dlogits != nil {
			d, factor, share := dlogits[lo:hi], weight/(sum*float64(rows)), 1/float64(rows)
			for j, t := range targets[lo:hi] {
				d[j] = T(float64(e[j])*factor - float64(t)*share)
			}
		}
	}
	return loss / float64(max(rows, 1))
}

// weigh returns the sum of a row's targets and of targets·(maximum - x), where a target of 0 counts as 0 even at -Inf.
func weigh[T Float](x, targets []T, maximum T) (weight, gap float64) {
	for j, t := range targets {
		if t != 0 {
			weight += float64(t)
			gap += float64(t) * (float64(maximum) - float64(x[j]))
		}
	}
	return weight, gap
}
