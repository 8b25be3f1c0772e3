package models

import (
	"bytes"
	"cmp"
	"fmt"
	"runtime"
	"sync"

	"digits/graph"
	"digits/graph/kernel"
)

// Batch sizes of the prediction programs: the fewest runs that cover any number
// of images, without a program for each number.
var predictBatches = [...]int{128, 16, 1}

// Predict returns the probabilities (images, classes), row-major, of images
// given as bytes (images, pixels), 0 the background; of a model without classes what
// it puts out, (images, Outputs). Those of an image are the same to the bit alone and
// among others, unless a layer of one's own mixes them.
func (m *Model) Predict(pixels []byte) ([]float32, error) {
	if size := m.Size(); len(pixels)%size != 0 {
		return nil, fmt.Errorf("models: got %d bytes, want a multiple of %d, the pixels of an image", len(pixels), size)
	}
	return m.predictAll(pixels, nil, len(pixels)/m.Size())
}

// PredictValues is Predict of rows of numbers (examples, Size), as a table has them, which
// are fed as they are.
func (m *Model) PredictValues(rows []float32) ([]float32, error) {
	if size := m.Size(); len(rows)%size != 0 {
		return nil, fmt.Errorf("models: got %d numbers, want a multiple of %d, those of an example", len(rows), size)
	}
	return m.predictAll(nil, rows, len(rows)/m.Size())
}

// predictAll predicts so many examples, given as pixels or as rows.
func (m *Model) predictAll(pixels []byte, rows []float32, examples int) ([]float32, error) {
	outputs := m.Outputs()
	probabilities := make([]float32, examples*outputs)
	done := 0
	for _, batch := range predictBatches {
		if n := (examples - done) / batch; n > 0 {
			p := prediction{model: m, batch: batch, probabilities: probabilities[done*outputs:]}
			p.pixels, p.rows = after(pixels, done*m.Size()), after(rows, done*m.Size())
			kernel.Parallel(n, 1, &p)
			if p.err != nil {
				return nil, p.err
			}
			done += n * batch
		}
	}
	return probabilities, nil
}

// after returns what follows the first n, where there is anything at all.
func after[T any](x []T, n int) []T {
	if x == nil {
		return nil
	}
	return x[n:]
}

// prediction is a kernel.Job whose items are batches of examples: images or rows.
type prediction struct {
	model         *Model
	batch         int
	pixels        []byte
	rows          []float32
	probabilities []float32

	mu  sync.Mutex
	err error // the first
}

// Run predicts batches lo..hi-1.
func (p *prediction) Run(lo, hi int) {
	out := p.batch * p.model.Outputs()
	for i := lo; i < hi; i++ {
		if err := p.predict(i*p.batch*p.model.Size(), p.probabilities[i*out:(i+1)*out]); err != nil {
			p.mu.Lock()
			p.err = cmp.Or(p.err, err)
			p.mu.Unlock()
			return
		}
	}
}

// predict writes the probabilities of the batch that begins at the number or pixel of that
// index.
func (p *prediction) predict(at int, probabilities []float32) error {
	m, size := p.model, p.model.Size()
	kind := predictor{batch: p.batch, whole: true}
	if p.rows == nil {
		pixels := p.pixels[at : at+p.batch*size]
		kind.whole = m.Scale.Value(0) != 0 || 2*bytes.Count(pixels, []byte{0}) <= len(pixels)
	}
	program, err := m.borrow(kind)
	if err != nil {
		return err
	}
	defer m.giveBack(kind, program)
	if p.rows != nil {
		copy(program.Input(), p.rows[at:at+p.batch*size])
	} else {
		m.FeedImages(program, func(i int) []byte { return p.pixels[at+i*size : at+(i+1)*size] })
	}
	if err := program.Run(); err != nil {
		return err
	}
	copy(probabilities, program.Output())
	return nil
}

// predictor is a kind of prediction program. What is not mostly zeros is
// multiplied as a whole, for the sake of equal bits in any batch.
type predictor struct {
	batch int
	whole bool
}

// borrow takes an idle program, or makes one.
func (m *Model) borrow(kind predictor) (*graph.Program, error) {
	m.mu.Lock()
	if idle := m.idle[kind]; len(idle) > 0 {
		p := idle[len(idle)-1]
		m.idle[kind] = idle[:len(idle)-1]
		m.mu.Unlock()
		return p, nil
	}
	m.mu.Unlock()
	return graph.Compile(m.Probabilities(), m.Params, graph.Options{Batch: kind.batch, Input: m.Input, Whole: kind.whole})
}

// giveBack keeps at most as many idle programs as can run at once.
func (m *Model) giveBack(kind predictor, p *graph.Program) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.idle[kind]) >= runtime.GOMAXPROCS(0) {
		p.Close()
		return
	}
	if m.idle == nil {
		m.idle = map[predictor][]*graph.Program{}
	}
	m.idle[kind] = append(m.idle[kind], p)
}

// Probabilities returns the network, with a softmax behind logits of classes.
func (m *Model) Probabilities() graph.Layer {
	if m.Classes > 1 && m.Logits() {
		return graph.Sequential{m.Net(), graph.Softmax}
	}
	return m.Net()
}

// Logits reports whether the network's output is logits, or other numbers, not
// probabilities: as its graph tells, or else its loss.
func (m *Model) Logits() bool {
	o, err := m.Outline()
	if err != nil || o.Kind != graph.Numbers {
		return false
	}
	switch l := m.Loss.(type) {
	case graph.SparseCategoricalCrossentropy:
		return l.From != graph.FromProbabilities
	case graph.CategoricalCrossentropy:
		return l.From != graph.FromProbabilities
	}
	return true
}

// ArgMax returns the index of the largest of p, the first of equals.
func ArgMax(p []float32) int {
	best := 0
	for i, v := range p {
		if v > p[best] {
			best = i
		}
	}
	return best
}
