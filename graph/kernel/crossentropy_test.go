package kernel

import (
	"errors"
	"math"
	"testing"
)

// someLabels returns a label for each row.
func someLabels(rows, classes int) []int32 {
	labels := make([]int32, rows)
	for r := range labels {
		labels[r] = int32((7*r + 3) % classes)
	}
	return labels
}

// oneHot returns the labels as rows of zeros with a one.
func oneHot[T Float](classes int, labels []int32) []T {
	targets := make([]T, len(labels)*classes)
	for r, label := range labels {
		targets[r*classes+int(label)] = 1
	}
	return targets
}

func TestSoftmaxCrossEntropy(t *testing.T) {
	eachISA(t, func(t *testing.T) { testSoftmaxCrossEntropy[float32](t, 3e-7) })
	t.Run("float64", func(t *testing.T) { testSoftmaxCrossEntropy[float64](t, 1e-14) })
}

// testSoftmaxCrossEntropy compares with the definitions in float64, and both forms with each other.
func testSoftmaxCrossEntropy[T Float](t *testing.T, tolerance float64) {
	for _, classes := range lengths[1:] {
		const rows = 5
		x, labels := normal[T](uint64(classes), rows*classes), someLabels(rows, classes)
		wantLoss := 0.0
		var wantProbs, wantGradient []float64
		for r, label := range labels {
			p := softmax64(x[r*classes : (r+1)*classes])
			wantLoss -= math.Log(p[label]) / rows
			wantProbs = append(wantProbs, p...)
			p[label]--
			for _, d := range p {
				wantGradient = append(wantGradient, d/rows)
			}
		}
		near := func(what string, got []T, want []float64) {
			t.Helper()
			for i := range want {
				if math.Abs(float64(got[i])-want[i]) > tolerance {
					t.Fatalf("%d classes: %s: element %d is %v, want %v", classes, what, i, got[i], want[i])
				}
			}
		}
		probs, probsIntact := guarded[T](rows * classes)
		dlogits, dlogitsIntact := guarded[T](rows * classes)
		loss, err := SoftmaxCrossEntropy(rows, classes, x, labels, probs, dlogits)
		if err != nil || math.Abs(loss-wantLoss) > tolerance {
			t.Fatalf("%d classes: loss is %v, %v, want %v", classes, loss, err, wantLoss)
		}
		near("probs", probs, wantProbs)
		near("dlogits", dlogits, wantGradient)

		loss = SoftmaxCrossEntropyOneHot(rows, classes, x, oneHot[T](classes, labels), probs, dlogits)
		if math.Abs(loss-wantLoss) > tolerance {
			t.Fatalf("%d classes: one-hot loss is %v, want %v", classes, loss, wantLoss)
		}
		near("one-hot probs", probs, wantProbs)
		near("one-hot dlogits", dlogits, wantGradient)
		probsIntact(t)
		dlogitsIntact(t)
	}
}

// TestSoftmaxCrossEntropySkips checks that what is nil changes nothing of the rest.
func TestSoftmaxCrossEntropySkips(t *testing.T) { eachISA(t, testSoftmaxCrossEntropySkips) }

func testSoftmaxCrossEntropySkips(t *testing.T) {
	const rows, classes = 4, 10
	x, labels := normal[float32](1, rows*classes), someLabels(rows, classes)
	targets := normal[float32](2, rows*classes)
	losses := map[string]func(probs, dlogits []float32) float64{
		"labels": func(probs, dlogits []float32) float64 {
			loss, _ := SoftmaxCrossEntropy(rows, classes, x, labels, probs, dlogits)
			return loss
		},
		"one-hot": func(probs, dlogits []float32) float64 {
			return SoftmaxCrossEntropyOneHot(rows, classes, x, targets, probs, dlogits)
		},
	}
	for name, loss := range losses {
		t.Run(name, func(t *testing.T) {
			probs, dlogits := make([]float32, rows*classes), make([]float32, rows*classes)
			all := loss(probs, dlogits)
			onlyProbs, onlyGradient := make([]float32, rows*classes), make([]float32, rows*classes)
			if a, b, c := loss(onlyProbs, nil), loss(nil, onlyGradient), loss(nil, nil); a != all || b != all || c != all {
				t.Errorf("losses are %v, %v, %v, want %v", a, b, c, all)
			}
			sameBits(t, "probs", onlyProbs, probs)
			sameBits(t, "dlogits", onlyGradient, dlogits)
		})
	}
}

// TestSoftmaxCrossEntropyGradients compares both gradients with central differences of the loss in float64. Targets
// that are no distribution are among them.
func TestSoftmaxCrossEntropyGradients(t *testing.T) {
	const rows, classes, h = 3, 17, 1e-5
	x, labels, targets := normal[float64](1, rows*classes), someLabels(rows, classes), normal[float64](2, rows*classes)
	losses := map[string]func(dlogits []float64) float64{
		"labels": func(dlogits []float64) float64 {
			loss, _ := SoftmaxCrossEntropy(rows, classes, x, labels, nil, dlogits)
			return loss
		},
		"targets": func(dlogits []float64) float64 {
			return SoftmaxCrossEntropyOneHot(rows, classes, x, targets, nil, dlogits)
		},
	}
	for name, loss := range losses {
		t.Run(name, func(t *testing.T) {
			gradient := make([]float64, rows*classes)
			loss(gradient)
			for i, at := range x {
				x[i] = at + h
				above := loss(nil)
				x[i] = at - h
				below := loss(nil)
				x[i] = at
				if want := (above - below) / (2 * h); math.Abs(gradient[i]-want) > 1e-9 {
					t.Fatalf("gradient %d is %v, want %v", i, gradient[i], want)
				}
			}
		})
	}
}

func TestSoftmaxCrossEntropyExtremes(t *testing.T) { eachISA(t, testSoftmaxCrossEntropyExtremes) }

func testSoftmaxCrossEntropyExtremes(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, test := range []struct {
		name   string
		logits []float32
		label  int32
		want   float64
	}{
		{"sure and right", []float32{1000, -1000, -1000}, 0, 0},
		{"sure and wrong", []float32{1000, -1000, -1000}, 1, 2000},
		{"hardly wrong", []float32{0, -20, -float32(inf)}, 0, math.Log1p(math.Exp(-20))}, // 2.06e-9, which 1+x hides in float32
		{"no idea", []float32{-1000, -1000, -1000}, 2, math.Log(3)},
		{"another class excluded", []float32{2, -float32(inf), 2}, 0, math.Log(2)},
		{"the label excluded", []float32{2, -float32(inf), 2}, 1, inf},
		{"all excluded", []float32{-float32(inf), -float32(inf), -float32(inf)}, 0, nan},
		{"infinite", []float32{0, float32(inf), 0}, 0, nan},
		{"not a number elsewhere", []float32{0, 0, float32(nan)}, 0, nan},
		{"not a number at the label", []float32{float32(nan), 0, 0}, 0, nan},
	} {
		t.Run(test.name, func(t *testing.T) {
			dlogits := make([]float32, 3)
			got, err := SoftmaxCrossEntropy(1, 3, test.logits, []int32{test.label}, nil, dlogits)
			oneHotLoss := SoftmaxCrossEntropyOneHot(1, 3, test.logits, oneHot[float32](3, []int32{test.label}), nil, nil)
			if err != nil || !alike(got, test.want) || !alike(oneHotLoss, test.want) {
				t.Errorf("losses are %v, %v (%v), want %v", got, oneHotLoss, err, test.want)
			}
			if math.IsNaN(test.want) != math.IsNaN(float64(dlogits[0])) {
				t.Errorf("gradient is %v of a loss of %v", dlogits, got)
			}
		})
	}
}

// alike reports whether got is want within float32's rounding, or both are NaN or the same infinity.
func alike(got, want float64) bool {
	return math.IsNaN(got) && math.IsNaN(want) || got == want || math.Abs(got-want) <= 1e-7*math.Abs(want)
}

func TestSoftmaxCrossEntropyRefusesLabels(t *testing.T) {
	for _, label := range []int32{-1, 3, math.MaxInt32, math.MinInt32} {
		probs, dlogits := []float32{canary, canary, canary, canary, canary, canary}, []float32{canary, canary, canary, canary, canary, canary}
		_, err := SoftmaxCrossEntropy(2, 3, make([]float32, 6), []int32{0, label}, probs, dlogits)
		if !errors.Is(err, ErrLabel) {
			t.Errorf("label %d: error is %v", label, err)
		}
		for i := range probs {
			if probs[i] != canary || dlogits[i] != canary {
				t.Fatalf("label %d: written nevertheless: %v %v", label, probs, dlogits)
			}
		}
	}
}

func TestSoftmaxCrossEntropyOfNothing(t *testing.T) {
	loss, err := SoftmaxCrossEntropy(0, 10, []float32{}, nil, nil, nil)
	if oneHotLoss := SoftmaxCrossEntropyOneHot(0, 10, []float32{}, nil, nil, nil); loss != 0 || oneHotLoss != 0 || err != nil {
		t.Errorf("losses are %v, %v (%v), want 0", loss, oneHotLoss, err)
	}
}

func TestSoftmaxCrossEntropyAllocatesNothing(t *testing.T) {
	eachISA(t, testSoftmaxCrossEntropyAllocatesNothing)
}

func testSoftmaxCrossEntropyAllocatesNothing(t *testing.T) {
	x, labels, d := normal[float32](1, 1280), someLabels(128, 10), make([]float32, 1280)
	targets := oneHot[float32](10, labels)
	noAllocations(t, func() {
		_, _ = SoftmaxCrossEntropy(128, 10, x, labels, nil, d)
		SoftmaxCrossEntropyOneHot(128, 10, x, targets, nil, d)
	})
}

func BenchmarkSoftmaxCrossEntropy(b *testing.B) {
	x, labels, d := normal[float32](1, 1280), someLabels(128, 10), make([]float32, 1280)
	targets := oneHot[float32](10, labels)
	b.Run("labels", func(b *testing.B) {
		b.SetBytes(8 * 1280)
		for range b.N {
			_, _ = SoftmaxCrossEntropy(128, 10, x, labels, nil, d)
		}
	})
	b.Run("one-hot", func(b *testing.B) {
		b.SetBytes(12 * 1280)
		for range b.N {
			SoftmaxCrossEntropyOneHot(128, 10, x, targets, nil, d)
		}
	})
}
