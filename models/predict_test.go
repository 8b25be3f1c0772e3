package models

import (
	"slices"
	"strings"
	"testing"
)

// On black paper, on white paper and on none, an image's probabilities have the
// same bits alone and among others: the background is skipped only where that
// changes nothing.
func TestPredictSameBits(t *testing.T) {
	const n = 128 + 16 + 2
	for _, r := range []Recipe{Torch, KerasSmall} {
		m := mustNew(t, r)
		for _, paper := range []byte{0, 255, 128} {
			pixels := images(n)
			for i := range pixels {
				if i%5 != 0 {
					pixels[i] = paper
				}
			}
			all, err := m.Predict(pixels)
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				one, err := m.Predict(pixels[i*784 : (i+1)*784])
				if err != nil || !slices.Equal(one, all[i*10:i*10+10]) {
					t.Fatalf("%s on %d: image %d alone: %v, %v, among others: %v", r.Name, paper, i, one, err, all[i*10:i*10+10])
				}
			}
		}
	}
}

// Rows that hold what images are scaled to are predicted to the same bits, alone and among
// others, and images after them.
func TestPredictValues(t *testing.T) {
	const n = 128 + 16 + 2
	m := mustNew(t, Torch)
	pixels := images(n)
	for i := range pixels {
		pixels[i] |= 1 // no background, which images skip
	}
	rows := make([]float32, len(pixels))
	m.Scale.Apply(rows, pixels)
	want, err := m.Predict(pixels)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		all, err := m.PredictValues(rows)
		if err != nil || !slices.Equal(all, want) {
			t.Fatalf("rows give %v, %v, images %v", all[:10], err, want[:10])
		}
		one, err := m.PredictValues(rows[140*784 : 141*784])
		if err != nil || !slices.Equal(one, want[1400:1410]) {
			t.Errorf("alone: %v, %v, among others %v", one, err, want[1400:1410])
		}
		if again, err := m.Predict(pixels); err != nil || !slices.Equal(again, want) {
			t.Errorf("images after rows: %v, %v", again[:10], err)
		}
	}
	if _, err := m.PredictValues(rows[:785]); err == nil || !strings.Contains(err.Error(), "785 numbers") {
		t.Errorf("785 numbers: got %v, want an error", err)
	}
}
