package models

import (
	"fmt"
	"runtime"

	"digits/graph"
)

// Batch sizes of the prediction programs: the fewest runs that cover any number
// of images, without a program for each number.
var predictBatches = [...]int{256, 16, 1}

// Predict returns the probabilities (images, classes), row-major, of images
// given as bytes (images, pixels), 0 the background.
func (m *Model) Predict(pixels []byte) ([]float32, error) {
	size := m.Size()
	if len(pixels)%size != 0 {
		return nil, fmt.Errorf("models: got %d bytes, want a multiple of %d, the pixels of an image", len(pixels), size)
	}
	images := len(pixels) / size
	probabilities := make([]float32, 0, images*m.Classes)
	for done := 0; done < images; {
		batch := largestBatch(images - done)
		part, err := m.predict(pixels[done*size:(done+batch)*size], batch, probabilities)
		if err != nil {
			return nil, err
		}
		probabilities, done = part, done+batch
	}
	return probabilities, nil
}

func largestBatch(images int) int {
	for _, b := range predictBatches {
		if b <= images {
			return b
		}
	}
	return 1
}

// predict appends the probabilities of one batch.
func (m *Model) predict(pixels []byte, batch int, to []float32) ([]float32, error) {
	p, err := m.borrow(batch)
	if err != nil {
		return nil, err
	}
	defer m.giveBack(batch, p)
	x := p.Input()
	for i, v := range pixels {
		x[i] = m.Scale.Value(v)
	}
	if err := p.Run(); err != nil {
		return nil, err
	}
	return append(to, p.Output()...), nil
}

// borrow takes an idle program of that batch size, or makes one.
func (m *Model) borrow(batch int) (*graph.Program, error) {
	m.mu.Lock()
	if idle := m.idle[batch]; len(idle) > 0 {
		p := idle[len(idle)-1]
		m.idle[batch] = idle[:len(idle)-1]
		m.mu.Unlock()
		return p, nil
	}
	m.mu.Unlock()
	return graph.Compile(m.probabilities(), m.Params, graph.Options{Batch: batch, Input: m.Input})
}

// giveBack keeps at most as many idle programs as can run at once.
func (m *Model) giveBack(batch int, p *graph.Program) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.idle[batch]) >= runtime.GOMAXPROCS(0) {
		p.Close()
		return
	}
	if m.idle == nil {
		m.idle = map[int][]*graph.Program{}
	}
	m.idle[batch] = append(m.idle[batch], p)
}

// probabilities returns the layers, with a softmax behind logits.
func (m *Model) probabilities() graph.Layer {
	if m.Logits() {
		return graph.Sequential{m.Layers, graph.Softmax}
	}
	return m.Layers
}

// Logits reports whether the network's output is logits, not probabilities.
func (m *Model) Logits() bool {
	last := m.Layers[len(m.Layers)-1]
	if d, ok := last.(graph.Dense); ok {
		return d.Activation != graph.Softmax
	}
	return last != graph.Layer(graph.Softmax)
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
