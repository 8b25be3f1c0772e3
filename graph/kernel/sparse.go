package kernel

import "fmt"

// Sparse computes products whose left factor x has one value, the background, in
// many of its entries: the empty paper around a digit is 81 % of MNIST, and ReLU
// makes 0 of a wide hidden layer what cmd/bench prints, 64 % after an epoch of 784-800-400-10. Scan
// looks at x; NN and TN then leave the background out if that is faster, and are
// the dense products if it is not. Which of the two it is depends on x and on the
// shapes alone, not on the CPU or the number of cores.
//
// With background 0 the results are bit for bit those of the dense products, DataNN
// or NN, and TN: what is left out would have been fma(0, w, sum) = sum. With another background b
// (pixels scaled to -1..1 have -1) the sums are x·w = (x-b)·w + b·1·w, as exact as
// the dense ones but not the same bits. Since 0·Inf is not 0, the b·1·w are
// computed for b = 0 as well; if one is not finite the dense product is taken.
//
// A Sparse holds scratch memory, for one goroutine at a time. The zero value is
// ready for use.
type Sparse struct {
	// Hidden says that x is what a layer puts out, not data. Its background is 0 or
	// none, and its dense product is NN.
	Hidden bool

	*scanned
	next     *scanned // that is being prepared
	coming   Images   // the images after those of the last scan; none if they are not known
	forward  sparseNN
	backward sparseTN
}

// Scan takes x, (rows, cols), as the left factor of the products to come, which
// have n columns, and tells whether it pays to leave the background out. x must
// not change until the last of these products.
func (s *Sparse) Scan(rows, cols, n int, x []float32) bool {
	if rows < 0 || cols < 0 || n < 0 {
		panic(fmt.Sprintf("kernel: sparse product: got shape (%d, %d, %d), want no negative size", rows, cols, n))
	}
	checkLen("x", len(x), rows*cols)
	s.coming.Rows = s.coming.Rows[:0]
	t := s.take()
	t.images.Rows = nil
	return t.look(rows, cols, n, x[:rows*cols], s.Hidden)
}

// ScanImages scales the images into x, (rows, cols), and scans that. Each core does
// all that there is to do with a part of the columns, which stays in its cache for
// the products. Where the images were known before, by Next, and a worker had time,
// that has been done already, and x is not written before [Images.Settle].
func (s *Sparse) ScanImages(images *Images, n int, x []float32) bool {
	images.check(x)
	s.coming.Rows, s.coming.Signed = append(s.coming.Rows[:0], images.Next...), images.Signed
	if s.next.is(images, n) {
		images.unsettled = images.Rows
		s.scanned, s.next = s.next, s.scanned
		if s.settle() {
			return s.pays
		}
		images.unsettled = nil
	}
	t := s.take()
	t.images = *images
	return t.look(len(images.Rows), images.columns, n, x[:len(images.Rows)*images.columns], s.Hidden)
}

// take returns the scan that is not being prepared, for use.
func (s *Sparse) take() *scanned {
	if s.scanned == nil {
		s.scanned, s.next = new(scanned), new(scanned)
	}
	s.next.drop()
	return s.scanned
}

// NN computes c = x·w + bias, and max(c, 0) of that if relu is set: w is
// (cols, n), bias is (n) or nil, c is (rows, n), as [DataNN] does, or NN.
func (s *Sparse) NN(w, bias, c []float32, relu bool) {
	checkLen("w", len(w), s.cols*s.n)
	checkLen("c", len(c), s.rows*s.n)
	if bias != nil {
		checkLen("bias", len(bias), s.n)
	}
	if !s.pays || !s.forward.compute(s, w, bias, c, relu) {
		s.dense(w, bias, c, relu)
	}
	if s.pays && len(s.coming.Rows) == s.rows {
		s.next.prepare(&s.coming, s.scanned)
	}
}

func (s *Sparse) dense(w, bias, c []float32, relu bool) {
	if s.Hidden {
		NN(s.rows, s.n, s.cols, s.x, w, bias, c, relu)
	} else {
		DataNN(s.rows, s.n, s.cols, s.x, w, bias, c, relu)
	}
}

// TN computes dw = xᵀ·dy: dy is (rows, n), dw is (cols, n), as TN does.
func (s *Sparse) TN(dy, dw []float32) {
	checkLen("dy", len(dy), s.rows*s.n)
	checkLen("dw", len(dw), s.cols*s.n)
	if s.pays && !s.hasMasks {
		s.bySet.find(s.scanned)
		s.hasMasks, s.wantsMasks = true, true
	}
	if !s.pays || !s.backward.compute(s, dy, dw) {
		TN(s.cols, s.n, s.rows, s.x, dy, dw)
	}
}

// pays tells whether listing the entries that differ from the background, a share
// of density of them, is cheaper than multiplying with all. Of the time of the dense
// products an entry takes 1.3 times its share, in columns that fill their panels;
// making the lists, what 16 columns take; copying w to panels, what 5 rows take; and
// a tenth is for what else there is.
func pays(rows, n int, density float64) bool {
	const listed, lists, copying, other = 1.3, 16, 5, 0.1
	if rows == 0 || n == 0 {
		return false
	}
	columns := (n + panelCols - 1) / panelCols * panelCols
	return listed*density*float64(columns)/float64(n)+lists/float64(n)+copying/float64(rows)+other < 1
}

// finite tells whether all of x is finite.
func finite(x []float32) bool {
	for _, v := range x {
		if v-v != 0 {
			return false
		}
	}
	return true
}
