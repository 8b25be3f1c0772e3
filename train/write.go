package train

import (
	"digits/data"
	"digits/data/augment"
	"digits/graph"
	"digits/graph/kernel"
	"digits/models"
)

// imagesWorthACore is how many images another core is called for: augmentation
// takes some 15 times as long as scaling.
const (
	imagesWorthACore  = 16
	augmentWorthACore = 2
)

// Write puts a batch into the memory of a program with the model's loss: scaled
// pixels and, in the form that the loss wants, labels. It leaves the labels in
// labels as well, which must have the batch's length.
func Write(p *graph.Program, m *models.Model, b data.Batch, labels []int32) {
	kernel.Parallel(b.Len(), imagesWorthACore, &gather{batch: b, x: p.Input(), signed: m.Scale == data.Signed})
	writeLabels(p, m, b, labels)
	prefetch(b.Next())
}

// prefetch fetches images while others are computed with.
func prefetch(b data.Batch) {
	for i := range b.Len() {
		kernel.Prefetch(b.Image(i))
	}
}

func writeLabels(p *graph.Program, m *models.Model, b data.Batch, labels []int32) {
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
	const ahead = 4 // images, so that one is there when its turn comes
	for i := lo; i < hi; i++ {
		if i+ahead < hi {
			kernel.Prefetch(g.batch.Image(i + ahead))
		}
		image := g.batch.Image(i)
		kernel.ScaleBytes(g.x[i*len(image):(i+1)*len(image)], image, g.signed)
	}
}

// augmented is a gather of images as they are in an epoch.
type augmented struct {
	gather
	augmenter *augment.Augmenter
	labels    []int32
	pixels    []byte // (images, pixels)
	epoch     int
}

// write is Write of images as they are in the epoch.
func (a *augmented) write(p *graph.Program, m *models.Model, b data.Batch, labels []int32, epoch int) {
	writeLabels(p, m, b, labels)
	a.gather = gather{batch: b, x: p.Input(), signed: m.Scale == data.Signed}
	a.labels, a.epoch = labels, epoch
	if need := b.Len() * m.Size(); len(a.pixels) < need {
		a.pixels = make([]byte, need)
	}
	kernel.Parallel(b.Len(), augmentWorthACore, a)
}

// Run changes and scales images lo..hi-1.
func (a *augmented) Run(lo, hi int) {
	for i := lo; i < hi; i++ {
		image := a.batch.Image(i)
		changed := a.pixels[i*len(image) : (i+1)*len(image)]
		a.augmenter.Image(changed, image, byte(a.labels[i]), a.epoch, a.batch.Index(i))
		kernel.ScaleBytes(a.x[i*len(image):(i+1)*len(image)], changed, a.signed)
	}
}
