package models

import (
	"digits/data"
	"digits/graph"
)

// Feed gives a program a batch's examples, scaled as the model's are. Bytes are scaled
// by the program's next run, where it can do so as it goes, and must not change until
// that is over; those of the batch that follows may be prepared meanwhile.
func (m *Model) Feed(p *graph.Program, b data.Batch) {
	size := m.Size()
	if b.Set().Pixels == nil {
		for i := range b.Len() {
			copy(p.Input()[i*size:(i+1)*size], b.Values(i))
		}
		return
	}
	if !m.scalesInGraph() {
		b.Pixels(p.Input(), m.Scale)
		return
	}
	images := p.Images()
	images.Signed = m.Scale == data.Signed
	for i := range images.Rows {
		images.Rows[i] = b.Image(i)
	}
	next := b.Next()
	for i := range next.Len() {
		images.Next = append(images.Next, next.Image(i))
	}
}

// FeedImages is Feed of images that are not in a set, as many as the program's batch,
// each of Size bytes.
func (m *Model) FeedImages(p *graph.Program, image func(i int) []byte) {
	if !m.scalesInGraph() {
		size := m.Size()
		for i := range p.Batch() {
			m.Scale.Apply(p.Input()[i*size:(i+1)*size], image(i))
		}
		return
	}
	images := p.Images()
	images.Signed = m.Scale == data.Signed
	for i := range images.Rows {
		images.Rows[i] = image(i)
	}
}

// scalesInGraph reports a scale that the kernels know.
func (m *Model) scalesInGraph() bool { return m.Scale == data.Unit || m.Scale == data.Signed }
