package train

import (
	"digits/data"
	"digits/graph"
	"digits/graph/kernel"
	"digits/models"
)

// Write puts a batch into the memory of a program with the model's loss: scaled
// pixels and, in the form that the loss wants, labels. It leaves the labels in
// labels as well, which must have the batch's length.
func Write(p *graph.Program, m *models.Model, b data.Batch, labels []int32) {
	const imagesWorthACore = 16
	kernel.Parallel(b.Len(), imagesWorthACore, &gather{batch: b, x: p.Input(), signed: m.Scale == data.Signed})
	b.Labels(labels)
	if m.Loss.Sparse() {
		copy(p.Labels(), labels)
		return
	}
	b.OneHot(p.Targets())
}

// gather is a kernel.Job whose items are the images of a batch. It computes what
// data.Batch.Pixels does, by SIMD and on all cores: the images lie anywhere in
// memory, and waiting for them takes longer than scaling them.
type gather struct {
	batch  data.Batch
	x      []float32 // (images, pixels)
	signed bool
}

// Run scales images lo..hi-1.
func (g *gather) Run(lo, hi int) {
	for i := lo; i < hi; i++ {
		image := g.batch.Image(i)
		kernel.ScaleBytes(g.x[i*len(image):(i+1)*len(image)], image, g.signed)
	}
}
