package models

import (
	"slices"
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
