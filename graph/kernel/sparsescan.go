package kernel

import "math"

// scanned is what there is to know of x before its products.
type scanned struct {
	rows, cols, n int
	x             []float32
	images        Images // of which x is to be scaled; no rows if it is there
	background    float32
	pays          bool
	hidden        bool // x is what a layer puts out
	hasMasks      bool // of its sets of columns
	wantsMasks    bool // they will be asked for, as they were before

	byRow rowLists
	bySet setMasks

	preparing bool // by aside, into own
	aside     aside
	own       []float32
	ownRows   [][]byte
}

// look returns at once if it cannot pay, or by a sample will not, but for scaling
// the images.
func (t *scanned) look(rows, cols, n int, x []float32, hidden bool) bool {
	t.rows, t.cols, t.n, t.x, t.hidden = rows, cols, n, x, hidden
	t.pays, t.hasMasks = false, false
	if rows > math.MaxUint16 || len(x) == 0 || !pays(rows, n, 0) || !t.mayPay() {
		t.images.Scale(x)
		t.images.Rows = nil
		return false
	}
	t.begin()
	Parallel(blocksOf(cols), 1, &t.byRow)
	return t.end()
}

// mayPay finds the background in a sample, and tells whether there may be enough of it.
func (t *scanned) mayPay() bool {
	const uncertain = 0.1 // of the share in a sample: one and a half standard deviations
	sample := t.sample()
	if t.hidden {
		t.background = 0
		return pays(t.rows, t.n, 1-uncertain-sample.share(0))
	}
	background, ok := sample.majority(t.background)
	if ok {
		t.background = background
	}
	return ok
}

func (t *scanned) sample() samples {
	if len(t.images.Rows) > 0 {
		return t.images.takeSample()
	}
	return takeSample(t.x)
}

// begin makes room for what Run of the lists finds.
func (t *scanned) begin() {
	t.byRow.begin(t)
	if t.wantsMasks {
		t.bySet.begin(t)
	}
}

// end draws the conclusions.
func (t *scanned) end() bool {
	if t.wantsMasks {
		t.bySet.padLast()
	}
	t.images.Rows, t.hasMasks = nil, t.wantsMasks
	t.pays = pays(t.rows, t.n, float64(t.byRow.total())/float64(t.rows*t.cols))
	return t.pays
}

// prepare begins to scan images as the last ones were, if a worker has time.
func (t *scanned) prepare(images *Images, last *scanned) {
	if t.preparing { // for a product that is made twice
		return
	}
	for _, row := range images.Rows {
		if len(row) != last.cols {
			return
		}
	}
	t.rows, t.cols, t.n = last.rows, last.cols, last.n
	t.background, t.wantsMasks = last.background, last.wantsMasks
	t.ownRows = append(t.ownRows[:0], images.Rows...)
	t.images = Images{Rows: t.ownRows, Signed: images.Signed, columns: t.cols}
	t.own = room(t.own, t.rows*t.cols)
	t.x = t.own
	t.begin()
	t.preparing = t.aside.begin(blocksOf(t.cols), &t.byRow)
}

// drop ends what is being prepared.
func (t *scanned) drop() {
	if t.preparing {
		t.aside.cancel()
		t.preparing = false
	}
}

// is tells whether it is these images that are being prepared.
func (t *scanned) is(images *Images, n int) bool {
	if t == nil || !t.preparing || t.n != n || t.images.Signed != images.Signed || len(t.images.Rows) != len(images.Rows) || t.cols != images.columns {
		return false
	}
	for i, row := range images.Rows {
		if &row[0] != &t.images.Rows[i][0] {
			return false
		}
	}
	return true
}

// settle finishes what was prepared; false if the background is another one.
func (t *scanned) settle() bool {
	t.aside.finish()
	t.preparing = false
	sample := t.sample()
	if !sample.isMajority(t.background) {
		return false
	}
	t.end()
	return true
}
