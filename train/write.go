package train

import (
	"digits/data"
	"digits/data/augment"
	"digits/graph"
	"digits/graph/kernel"
	"digits/models"
)

// augmentWorthACore is how many images another core is called for.
const augmentWorthACore = 2

// Write gives a batch to a program with the model's loss: images, which the
// program's next run scales, and, in the form that the loss wants, labels. It
// leaves the labels in labels as well, which must have the batch's length.
func Write(p *graph.Program, m *models.Model, b data.Batch, labels []int32) {
	images := p.Images()
	images.Signed = m.Scale == data.Signed
	for i := range images.Rows {
		images.Rows[i] = b.Image(i)
	}
	next := b.Next()
	for i := range next.Len() {
		images.Next = append(images.Next, next.Image(i))
	}
	writeLabels(p, m, b, labels)
}

func writeLabels(p *graph.Program, m *models.Model, b data.Batch, labels []int32) {
	b.Labels(labels)
	if m.Loss.Sparse() {
		copy(p.Labels(), labels)
		return
	}
	b.OneHot(p.Targets())
}

// augmented is a kernel.Job whose items are the images of a batch as they are in
// an epoch.
type augmented struct {
	batch     data.Batch
	augmenter *augment.Augmenter
	labels    []int32
	pixels    []byte // (images, pixels)
	epoch     int
}

// write is Write of images as they are in the epoch.
func (a *augmented) write(p *graph.Program, m *models.Model, b data.Batch, labels []int32, epoch int) {
	writeLabels(p, m, b, labels)
	a.batch, a.labels, a.epoch = b, labels, epoch
	if need := b.Len() * m.Size(); len(a.pixels) < need {
		a.pixels = make([]byte, need)
	}
	kernel.Parallel(b.Len(), augmentWorthACore, a)
	images := p.Images()
	images.Signed = m.Scale == data.Signed
	for i := range images.Rows {
		images.Rows[i] = a.image(i)
	}
}

func (a *augmented) image(i int) []byte {
	size := len(a.batch.Image(i))
	return a.pixels[i*size : (i+1)*size]
}

// Run changes images lo..hi-1.
func (a *augmented) Run(lo, hi int) {
	for i := lo; i < hi; i++ {
		a.augmenter.Image(a.image(i), a.batch.Image(i), byte(a.labels[i]), a.epoch, a.batch.Index(i))
	}
}
