package models

import (
	"math"
	"slices"
	"strings"
	"testing"

	"digits/graph"
)

// One input of 1 through dropout of rate p and a kernel of w is w/(1-p) with the
// probability 1-p, else 0: its mean is w, its deviation w·√(p/(1-p)).
func TestSampleIsDropouts(t *testing.T) {
	const rate, w, samples = 0.2, 3, 20000
	m, err := New(Recipe{
		Name: "one", Loss: graph.MeanSquaredError,
		Layers: graph.Sequential{graph.Dropout{Rate: rate}, graph.Dense{Units: 1, NoBias: true}},
	}, 1, 1, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	m.Params.Get("dense/kernel").Float32s()[0] = w
	mean, deviation, err := m.Sample([]byte{255, 0}, samples, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := w * math.Sqrt(rate/(1-rate))
	error4 := 4 * want / math.Sqrt(samples) // four standard errors of the mean; that of the deviation is less
	if !(math.Abs(float64(mean[0])-w) <= error4) || !(math.Abs(float64(deviation[0])-want) <= error4) {
		t.Errorf("mean and deviation are %v and %v, want %v and %v within %v", mean[0], deviation[0], w, want, error4)
	}
	if mean[1] != 0 || deviation[1] != 0 {
		t.Errorf("of an input of 0 they are %v and %v", mean[1], deviation[1])
	}
}

func TestSample(t *testing.T) {
	m := mustNew(t, Torch)
	const n, samples = 130, 3 // more than one program's
	mean, deviation, err := m.Sample(images(n), samples, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		sum := 0.0
		for _, p := range mean[i*10 : (i+1)*10] {
			sum += float64(p)
		}
		if !(math.Abs(sum-1) <= 1e-5) {
			t.Errorf("the mean probabilities of image %d sum to %v", i, sum)
		}
	}
	if slices.Max(deviation) == 0 {
		t.Error("there is no spread")
	}
	again, same, err1 := m.Sample(images(n), samples, 1)
	other, _, err2 := m.Sample(images(n), samples, 2)
	if err1 != nil || err2 != nil || !slices.Equal(again, mean) || !slices.Equal(same, deviation) || slices.Equal(other, mean) {
		t.Errorf("the seed does not decide (%v, %v)", err1, err2)
	}
	for want, call := range map[string]func() error{
		"keras-small has neither dropout nor noise": func() error { _, _, err := mustNew(t, KerasSmall).Sample(images(1), 2, 1); return err },
		"got 784 bytes and 1 samples":               func() error { _, _, err := m.Sample(images(1), 1, 1); return err },
		"got 783 bytes":                             func() error { _, _, err := m.Sample(images(1)[1:], 2, 1); return err },
	} {
		if err := call(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
