package data

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

func TestBatchesCoverTheOrder(t *testing.T) {
	s := sample(7)
	for _, test := range []struct {
		name  string
		order []int
		size  int
		want  [][]int
	}{
		{"file order, last one partial", nil, 3, [][]int{{0, 1, 2}, {3, 4, 5}, {6}}},
		{"size divides", []int{5, 1, 4, 0}, 2, [][]int{{5, 1}, {4, 0}}},
		{"an example twice", []int{2, 2}, 5, [][]int{{2, 2}}},
		{"size 0 is all", nil, 0, [][]int{{0, 1, 2, 3, 4, 5, 6}}},
		{"size beyond", nil, math.MaxInt, [][]int{{0, 1, 2, 3, 4, 5, 6}}},
		{"empty order", []int{}, 3, nil},
	} {
		var got [][]int
		for batch := range s.Batches(test.order, test.size) {
			var places []int
			for i := range batch.Len() {
				places = append(places, batch.Index(i))
			}
			got = append(got, places)
		}
		if !slices.EqualFunc(got, test.want, slices.Equal) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
	for range new(Set).Batches(nil, 4) {
		t.Error("the empty set has a batch")
	}
}

func TestBatchesStop(t *testing.T) {
	seen := 0
	for range sample(7).Batches(nil, 2) {
		if seen++; seen == 2 {
			break
		}
	}
	if seen != 2 {
		t.Errorf("saw %d batches, want 2", seen)
	}
}

func TestBatchWrites(t *testing.T) {
	const canary = 7
	s := sample(6)
	order := []int{4, 1, 5} // labels 0, 1, 1; first pixels 41, 11, 51
	for batch := range s.Batches(order, 0) {
		pixels := slices.Repeat([]float32{canary}, 3*6+1)
		batch.Pixels(pixels, Signed)
		for i, example := range order {
			for j := range 6 {
				want := Signed.Value(byte(10*example + j + 1))
				if got := pixels[6*i+j]; got != want {
					t.Errorf("pixel %d of row %d is %v, want %v", j, i, got, want)
				}
			}
		}
		labels := slices.Repeat([]int32{canary}, 3+1)
		batch.Labels(labels)
		if want := []int32{0, 1, 1, canary}; !slices.Equal(labels, want) {
			t.Errorf("labels %v, want %v", labels, want)
		}
		// A model of five outputs on a set of four classes.
		oneHot := slices.Repeat([]float32{canary}, 3*5+1)
		batch.OneHot(oneHot, 5)
		if want := []float32{1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, canary}; !slices.Equal(oneHot, want) {
			t.Errorf("one-hot %v, want %v", oneHot, want)
		}
		if pixels[18] != canary {
			t.Error("Pixels wrote beyond the batch")
		}
	}
}

func TestBatchOfNumbers(t *testing.T) {
	s := table(4)
	for batch := range s.Batches([]int{3, 0, 2}, 0) {
		if batch.Set() != s {
			t.Error("Set is another set")
		}
		if got, want := batch.Values(0), []float32{3, 3.5}; !slices.Equal(got, want) {
			t.Errorf("values %v, want %v", got, want)
		}
		if got, want := batch.Target(2), []float32{-2, 20, 200}; !slices.Equal(got, want) {
			t.Errorf("target %v, want %v", got, want)
		}
		got := make([]float32, 6)
		batch.Pixels(got, Signed)
		if want := []float32{3, 3.5, 0, .5, 2, 2.5}; !slices.Equal(got, want) {
			t.Errorf("rows are %v, want %v, whatever the scale", got, want)
		}
	}
}

func TestBatchParts(t *testing.T) {
	order := []int{6, 5, 4, 3, 2, 1, 0}
	for size, want := range map[int][][]int{
		2: {{6, 5}, {4, 3}, {2}, {1, 0}}, // of batches of five
		9: {{6, 5, 4, 3, 2}, {1, 0}},
		0: {{6, 5, 4, 3, 2}, {1, 0}},
	} {
		var got [][]int
		for batch := range sample(7).Batches(order, 5) {
			for part := range batch.Parts(size) {
				var places []int
				for i := range part.Len() {
					places = append(places, part.Index(i))
				}
				got = append(got, places)
			}
		}
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("parts of %d: got %v, want %v", size, got, want)
		}
	}
}

func TestBatchesDoNotAllocate(t *testing.T) {
	s := sample(20)
	order := Order(20, 1, 1, nil)
	pixels, labels := make([]float32, 20*6), make([]int32, 20)
	epoch := func(size int) float64 {
		return testing.AllocsPerRun(10, func() {
			for batch := range s.Batches(order, size) {
				batch.Pixels(pixels, Unit)
				batch.Labels(labels)
			}
		})
	}
	if twenty, one := epoch(1), epoch(20); twenty > one {
		t.Errorf("20 batches allocate %v times, 1 batch %v times", twenty, one)
	}
}

func ExampleSet_Batches() {
	set := &Set{
		Height: 1, Width: 2, Classes: 3,
		Pixels: []byte{0, 255, 255, 0, 51, 102},
		Labels: []byte{2, 0, 1},
	}
	x := make([]float32, 2*set.Size())
	y := make([]int32, 2)
	for batch := range set.Batches([]int{2, 0, 1}, 2) {
		batch.Pixels(x, Unit)
		batch.Labels(y)
		fmt.Println(batch.Len(), x[:batch.Len()*set.Size()], y[:batch.Len()])
	}
	// Output:
	// 2 [0.2 0.4 0 1] [1 2]
	// 1 [1 0] [0]
}

// BenchmarkBatchPixels writes an epoch of real MNIST in batches of 128 and
// reports the time an image.
func BenchmarkBatchPixels(b *testing.B) {
	set := mnist(b).Train
	dst := make([]float32, 128*set.Size())
	for name, order := range map[string][]int{"file": nil, "shuffled": Order(set.Len(), 1, 1, nil)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(set.Pixels)) * 5) // reads a byte, writes four
			b.ReportAllocs()
			for b.Loop() {
				for batch := range set.Batches(order, 128) {
					batch.Pixels(dst, Unit)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*set.Len()), "ns/image")
		})
	}
}
