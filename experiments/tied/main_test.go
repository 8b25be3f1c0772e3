package main

import (
	"math"
	"testing"

	"digits/experiments/internal/proof"
)

// By hand: the kernels of 784·128 and 128·32 weights, and biases of 128, 32, 128 and 784;
// untied, each kernel twice.
func TestTied(t *testing.T) {
	source := proof.Digits(64)
	const kernels, biases = 784*128 + 128*32, 128 + 32 + 128 + 784
	for i, want := range []int{kernels + biases, 2*kernels + biases} {
		m := proof.Holds(t, fit, variants[i], source)
		if got := m.Params.Count(); got != want {
			t.Errorf("%s has %d weights, want %d", variants[i].Name, got, want)
		}
	}
}

// The trained network, multiplied out in float64 from its two kernels.
func TestTransposed(t *testing.T) {
	source := proof.Digits(32)
	m := proof.Run(t, fit, variants[0], source, proof.Config())
	weights := func(name string) []float32 { return m.Params.Get(name).Float32s() }
	// product is f(x·w + b), with the kernel (in, out) as it is or transposed.
	product := func(x []float64, kernel, bias []float32, transposed bool, f func(float64) float64) []float64 {
		y := make([]float64, len(bias))
		for j := range y {
			sum := float64(bias[j])
			for i, v := range x {
				at := i*len(bias) + j
				if transposed {
					at = j*len(x) + i
				}
				sum += v * float64(kernel[at])
			}
			y[j] = f(sum)
		}
		return y
	}
	relu := func(x float64) float64 { return max(x, 0) }
	x := make([]float64, 784)
	for i, v := range source.Test.Image(3) {
		x[i] = float64(v) / 255
	}
	x = product(x, weights("encoder/kernel"), weights("encoder/bias"), false, relu)
	x = product(x, weights("code/kernel"), weights("code/bias"), false, func(x float64) float64 { return x })
	x = product(x, weights("code/kernel"), weights("decode/bias"), true, relu)
	x = product(x, weights("encoder/kernel"), weights("decoder/bias"), true, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) })
	y, err := m.Predict(source.Test.Image(3))
	if err != nil {
		t.Fatal(err)
	}
	for i := range y {
		if math.Abs(float64(y[i])-x[i]) > 1e-5 {
			t.Fatalf("output %d is %v, want %v", i, y[i], x[i])
		}
	}
}
