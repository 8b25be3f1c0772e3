package main

import (
	"math"
	"testing"

	"digits/experiments/internal/proof"
	"digits/models"
)

// The spread of right answers and that of wrong ones are those of all, taken apart by the
// labels alone.
func TestMonteCarlo(t *testing.T) {
	source := proof.Digits(200)
	m := proof.Holds(t, fit, models.KerasDropout, source)
	right, wrong, accuracy, err := spreads(m, source.Test, 1)
	if err != nil || accuracy < 0.9 || accuracy == 1 {
		t.Fatalf("the accuracy is %v (%v)", accuracy, err)
	}
	mean, _, err := m.Sample(source.Test.Pixels, samples, 1)
	if err != nil {
		t.Fatal(err)
	}
	missed := *source.Test
	missed.Labels = nil
	for i := range source.Test.Len() {
		missed.Labels = append(missed.Labels, byte(models.ArgMax(mean[i*10:(i+1)*10])+1)%10)
	}
	_, all, none, err := spreads(m, &missed, 1)
	if want := accuracy*right + (1-accuracy)*wrong; err != nil || none != 0 || !(math.Abs(all-want) <= 1e-12) {
		t.Errorf("the spread of all is %v, its parts make %v (%v)", all, want, err)
	}
}
