package data

import (
	_ "embed"
	"fmt"
	"math"
)

// mnistMeans are the mean images of MNIST's ten training classes, each 28 x 28
// bytes: interop/datasets.py wrote them.
//
//go:embed mnist_means.bin
var mnistMeans []byte

// An image set is like MNIST's if its means correlate so well with MNIST's, and
// lies as it does better by so much. MNIST itself: 1 and 0.55 turned, 0.74 turned
// without classes. Fashion-MNIST: 0.50 and 0.49, or 0.83 and 0.74.
const (
	likeClasses  = 0.7
	likeAll      = 0.9
	clearMargin  = 0.12
	enoughToTell = 100 // examples
)

// turn exchanges rows and columns if that is asked for, or if the images are like
// MNIST's only then.
func (r *reading) turn(s *Source) error {
	square := s.Train.Pixels != nil && s.Train.Height == s.Train.Width
	switch {
	case r.Transpose == TransposeYes && !square:
		return fmt.Errorf("%s: %w: examples of %d x %d cannot be turned: want square images", r.found.path, ErrSet, s.Train.Height, s.Train.Width)
	case r.Transpose == TransposeNo || !square || r.Transpose == TransposeIfSeen && s.Train.Name == mnistName:
		return nil
	case r.Transpose == TransposeIfSeen:
		upright, turned, ok := likeness(s.Train)
		if !ok {
			return nil
		}
		r.note("the images lie on their side, as EMNIST's do (likeness to MNIST's %.2f, turned %.2f): rows and columns are exchanged", upright, turned)
	default:
		r.note("rows and columns of the images are exchanged")
	}
	for _, set := range []*Set{s.Train, s.Test} {
		for i := range set.Len() {
			transpose(set.Image(i), set.Width)
		}
	}
	return nil
}

// transpose exchanges rows and columns of a square image.
func transpose(image []byte, side int) {
	for y := range side {
		for x := range y {
			image[y*side+x], image[x*side+y] = image[x*side+y], image[y*side+x]
		}
	}
}

// likeness returns how the set's mean images correlate with MNIST's as they are
// and turned, and whether they are clearly like them when turned. Digits are
// compared class by class, others all together.
func likeness(s *Set) (upright, turned float64, clear bool) {
	const side = 28
	if s.Height != side || s.Width != side || s.Len() < enoughToTell {
		return 0, 0, false
	}
	classes, enough := 1, likeAll
	if s.Classes == 10 && s.ClassNames == nil {
		classes, enough = 10, likeClasses
	}
	ours, theirs := means(s, classes), mnistMean(classes)
	for class := range classes {
		mean := row(ours, class, side*side)
		upright += correlation(mean, row(theirs, class, side*side)) / float64(classes)
		for y := range side {
			for x := range y {
				mean[y*side+x], mean[x*side+y] = mean[x*side+y], mean[y*side+x]
			}
		}
		turned += correlation(mean, row(theirs, class, side*side)) / float64(classes)
	}
	return upright, turned, turned >= enough && turned-upright >= clearMargin
}

// means returns the mean image of each class, or of all if classes is 1.
func means(s *Set, classes int) []float64 {
	size := s.Size()
	sums, counts := make([]float64, classes*size), make([]float64, classes)
	for i := range s.Len() {
		class := 0
		if classes > 1 {
			class = int(s.Labels[i])
		}
		counts[class]++
		sum := row(sums, class, size)
		for p, v := range s.Image(i) {
			sum[p] += float64(v)
		}
	}
	for i := range sums {
		sums[i] /= max(1, counts[i/size])
	}
	return sums
}

// mnistMean returns MNIST's means class by class, or their mean.
func mnistMean(classes int) []float64 {
	size := len(mnistMeans) / 10
	mean := make([]float64, classes*size)
	for i, v := range mnistMeans {
		mean[i%len(mean)] += float64(v)
	}
	return mean
}

// correlation is Pearson's.
func correlation(a, b []float64) float64 {
	var sumA, sumB float64
	for i := range a {
		sumA += a[i]
		sumB += b[i]
	}
	n := float64(len(a))
	var product, squareA, squareB float64
	for i := range a {
		x, y := a[i]-sumA/n, b[i]-sumB/n
		product, squareA, squareB = product+x*y, squareA+x*x, squareB+y*y
	}
	if squareA == 0 || squareB == 0 {
		return 0
	}
	return product / math.Sqrt(squareA*squareB)
}
