package tensorboard

import (
	"math"
	"slices"
)

// limits are the upper bounds of the buckets that TensorFlow's histograms have:
// from 1e-12 up by a tenth each, both signs, and 0 (tensorflow/core/lib/histogram).
var limits = func() []float64 {
	var positive, all []float64
	for v := 1e-12; v < 1e20; v *= 1.1 {
		positive = append(positive, v)
	}
	positive = append(positive, math.MaxFloat64)
	for _, v := range slices.Backward(positive) {
		all = append(all, -v)
	}
	return append(append(all, 0), positive...)
}()

// histogramValue is a HistogramProto: min 1, max 2, num 3, sum 4, sum_squares 5,
// bucket_limit 6, bucket 7. Values that are not finite are left out.
func histogramValue(tag string, values []float32) message {
	counts := make([]float64, len(limits))
	least, most, n, sum, squares := math.Inf(1), math.Inf(-1), 0.0, 0.0, 0.0
	for _, v := range values {
		x := float64(v)
		if math.IsNaN(x) || math.IsInf(x, 0) {
			continue
		}
		least, most = min(least, x), max(most, x)
		n, sum, squares = n+1, sum+x, squares+x*x
		at, equal := slices.BinarySearch(limits, x)
		if equal {
			at++ // a bucket ends before its limit
		}
		counts[min(at, len(counts)-1)]++
	}
	if n == 0 {
		least, most = 0, 0
	}
	bounds, filled := occupied(counts)
	return histogramMessage(tag, least, most, n, sum, squares, bounds, filled)
}

func histogramMessage(tag string, least, most, n, sum, squares float64, bounds, filled []float64) message {
	content := message(nil).Double(1, least).Double(2, most).Double(3, n).Double(4, sum).Double(5, squares).
		Doubles(6, bounds).Doubles(7, filled)
	return value(tag, func(m message) message { return m.Bytes(5, content) })
}

// occupied leaves out the empty buckets at both ends, but for one at each.
func occupied(counts []float64) (bounds, filled []float64) {
	first, last := 0, len(counts)-1
	for first < last && counts[first] == 0 {
		first++
	}
	for last > first && counts[last] == 0 {
		last--
	}
	first = max(first-1, 0)
	return limits[first : last+1], counts[first : last+1]
}
