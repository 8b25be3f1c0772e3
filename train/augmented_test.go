package train

import (
	"context"
	"runtime"
	"slices"
	"testing"

	"digits/data"
	"digits/data/augment"
	"digits/graph"
	"digits/models"
	"digits/optim"
)

// Augmented batches hold what the augmenter makes of each image in the epoch,
// however many cores write them, and the labels that belong to it: whether the
// batch is the one that was prepared or not.
func TestWriteAugmented(t *testing.T) {
	const n, batch, side = 33, 11, 12
	set := &data.Set{Height: side, Width: side, Classes: 10, Pixels: make([]byte, n*side*side), Labels: make([]byte, n)}
	for i := range set.Pixels {
		if i%side > 3 && i%side < 8 {
			set.Pixels[i] = byte(i * 7)
		}
	}
	for i := range set.Labels {
		set.Labels[i] = byte(i % 10)
	}
	m, err := models.New(models.Torch, side, side, 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Compile(graph.Options{Mode: graph.Training, Batch: batch, Loss: m.Loss, Clock: &graph.Clock{}})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	a, err := augment.New(augment.Full, side, side, 9)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newAugmented(augment.Full, set, 9)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	changed, want, labels := make([]byte, side*side), make([]float32, side*side), make([]int32, batch)
	for _, epoch := range []int{4, 4, 5} {
		for b := range set.Batches(data.Order(n, 1, epoch, nil), batch) {
			f := &Feed{Model: m, Program: p, Batch: b, augmented: w, epoch: epoch}
			if err := Default(f); err != nil {
				t.Fatal(err)
			}
			copy(labels, p.Labels())
			if err := p.Run(); err != nil {
				t.Fatal(err)
			}
			for i := range batch {
				a.Image(changed, b.Image(i), byte(labels[i]), epoch, b.Index(i))
				m.Scale.Apply(want, changed)
				if labels[i] != int32(b.Index(i)%10) || !slices.Equal(p.Input()[i*side*side:][:side*side], want) {
					t.Fatalf("epoch %d, image %d of the batch, label %d: other pixels", epoch, i, labels[i])
				}
			}
		}
	}
}

// A seed trains the same weights with augmentation on one core and on all.
func TestAugmentedTrainingRepeats(t *testing.T) {
	const n, side = 300, 8
	set := &data.Set{Height: side, Width: side, Classes: 10, Pixels: make([]byte, n*side*side), Labels: make([]byte, n)}
	for i := range set.Pixels {
		set.Pixels[i] = byte(i * i >> 5)
	}
	for i := range set.Labels {
		set.Labels[i] = byte(i % 10)
	}
	var weights [][]float32
	for _, s := range []struct {
		cores   int
		augment augment.Settings
	}{{1, augment.Full}, {4, augment.Full}, {4, augment.Settings{}}} {
		before := runtime.GOMAXPROCS(s.cores)
		m, err := models.New(models.KerasSmall, side, side, 10, 1)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Fit(context.Background(), m, set, Config{Epochs: 2, Batch: 32, Optimizer: &optim.Adam{}, Seed: 3, Augment: s.augment})
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		weights = append(weights, slices.Clone(m.Params.Get("dense/kernel").Data().([]float32)))
	}
	if !slices.Equal(weights[0], weights[1]) {
		t.Error("one core and four train other weights")
	}
	if slices.Equal(weights[0], weights[2]) {
		t.Error("augmentation changes nothing")
	}
}
