package main

import (
	"testing"

	"digits/experiments/internal/proof"
	"digits/models"
)

// Of images between two digits the network is less sure than of digits.
func TestMonteCarlo(t *testing.T) {
	source := proof.Digits(200)
	m := proof.Holds(t, fit, models.KerasDropout, source)
	right, _, accuracy, err := spreads(m, source.Test, 1)
	if err != nil || accuracy < 0.9 {
		t.Fatalf("the accuracy is %v (%v)", accuracy, err)
	}
	between := *source.Test
	between.Pixels = nil
	for i, v := range source.Test.Pixels {
		other := source.Test.Pixels[(i+3*between.Size())%len(source.Test.Pixels)] // of the digit that is greater by 3
		between.Pixels = append(between.Pixels, v/2+other/2)
	}
	unsure, _, _, err := spreads(m, &between, 1)
	if err != nil || !(unsure > right) {
		t.Errorf("the spread is %v of digits, %v of images between two (%v)", right, unsure, err)
	}
}
