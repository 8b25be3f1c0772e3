package train

import (
	"slices"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/models"
)

// Whatever the scale, a batch's memory holds what data.Batch writes.
func TestDefaultWrites(t *testing.T) {
	const n, side = 50, 9
	set := &data.Set{Height: side, Width: side, Classes: 10, Pixels: make([]byte, n*side*side), Labels: make([]byte, n)}
	for i := range set.Pixels {
		set.Pixels[i] = byte(i * i >> 3)
	}
	for i := range set.Labels {
		set.Labels[i] = byte(i % 10)
	}
	for _, r := range []models.Recipe{models.Torch, models.KerasLesson} {
		m, err := models.New(r, side, side, 10, 1)
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.Compile(graph.Options{Mode: graph.Training, Batch: n, Loss: m.Loss, Clock: &graph.Clock{}})
		if err != nil {
			t.Fatal(err)
		}
		for b := range set.Batches(data.Order(n, 1, 1, nil), n) {
			want := make([]float32, n*side*side)
			f := &Feed{Model: m, Program: p, Batch: b}
			if err := Default(f); err != nil {
				t.Fatal(err)
			}
			b.Pixels(want, m.Scale)
			if err := p.Run(); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(p.Input(), want) {
				t.Errorf("%s: the pixels differ", r.Name)
			}
			if m.Loss.Sparse() {
				if p.Labels()[7] != int32(b.Index(7)%10) {
					t.Errorf("%s: labels are %v", r.Name, p.Labels())
				}
				continue
			}
			oneHot := make([]float32, n*10)
			b.OneHot(oneHot, 10)
			if !slices.Equal(p.Targets(), oneHot) {
				t.Errorf("%s: targets are %v", r.Name, p.Targets())
			}
		}
		p.Close()
	}
}
