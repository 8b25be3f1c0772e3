package train

import (
	"digits/data"
	"digits/graph"
	"digits/models"
)

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
	b.OneHot(p.Targets(), m.Classes)
}
