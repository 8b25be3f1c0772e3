package augment_test

import (
	"bytes"
	"math"
	"sync"
	"testing"

	"digits/data/augment"
)

const side = 28

// The zero settings, and settings whose every change draws 0, leave an image as it is.
func TestIdentity(t *testing.T) {
	set := mnist(t).Test
	a := augmenter(t, augment.Settings{})
	almost := augmenter(t, augment.Settings{Rotation: 1e-9})
	dst := make([]byte, side*side)
	for i := range 200 {
		for name, a := range map[string]*augment.Augmenter{"zero": a, "almost zero": almost} {
			if a.Image(dst, set.Image(i), set.Labels[i], 3, i); !bytes.Equal(dst, set.Image(i)) {
				t.Fatalf("%s: image %d changed", name, i)
			}
		}
	}
}

// An image depends on seed, epoch and index alone: not on other images, on their
// order, or on how many goroutines there are.
func TestPureFunction(t *testing.T) {
	const n = 400
	set := mnist(t).Train.Slice(0, n)
	want := make([]byte, len(set.Pixels))
	a := augmenter(t, augment.Full)
	for i := range n {
		a.Image(want[i*side*side:][:side*side], set.Image(i), set.Labels[i], 5, i)
	}
	for _, workers := range []int{1, 2, 7} {
		got := make([]byte, len(set.Pixels))
		fresh := augmenter(t, augment.Full)
		var wait sync.WaitGroup
		for worker := range workers {
			wait.Go(func() {
				for i := n - 1 - worker; i >= 0; i -= workers {
					fresh.Image(got[i*side*side:][:side*side], set.Image(i), set.Labels[i], 5, i)
				}
			})
		}
		wait.Wait()
		if !bytes.Equal(got, want) {
			t.Errorf("%d goroutines, backwards: other bytes", workers)
		}
	}
	other, err := augment.New(augment.Full, side, side, 2)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(dst []byte){
		"seed":  func(dst []byte) { other.Image(dst, set.Image(0), set.Labels[0], 5, 0) },
		"epoch": func(dst []byte) { a.Image(dst, set.Image(0), set.Labels[0], 6, 0) },
		"index": func(dst []byte) { a.Image(dst, set.Image(0), set.Labels[0], 5, 1) },
	} {
		dst := make([]byte, side*side)
		if change(dst); bytes.Equal(dst, want[:side*side]) {
			t.Errorf("another %s gives the same image", name)
		}
	}
}

// MNIST's digits are 20 pixels at their larger side and have their centre of
// mass in the middle, where person's digits are put as well. Without play in
// Scale and Shift, augmented ones keep both within 2 pixels: an ink's edge is
// soft, and the displacement is turned around in first order only, which leaves
// out that it spreads some ink and squeezes other.
func TestKeepsSizeAndCentre(t *testing.T) {
	set := mnist(t).Test
	s := augment.Full
	s.Scale, s.Shift = 0, 0
	a := augmenter(t, s)
	dst := make([]byte, side*side)
	const n = 2000
	var sizes, off []float64
	for i := range n {
		a.Image(dst, set.Image(i), set.Labels[i], 1, i)
		was, is := measure(set.Image(i)), measure(dst)
		sizes = append(sizes, math.Abs(is.side-was.side))
		off = append(off, math.Hypot(is.x-was.x, is.y-was.y))
	}
	if got := share(sizes, 2); got < 0.97 {
		t.Errorf("%.3f of the digits kept their size within 2 pixels, want 0.97", got)
	}
	if got := share(off, 2); got < 0.97 {
		t.Errorf("%.3f of the digits kept their centre of mass within 2 pixels, want 0.97", got)
	}
}

// With play, the centre of mass lies within Shift along each axis.
func TestShift(t *testing.T) {
	set := mnist(t).Test
	a := augmenter(t, augment.Settings{Shift: 3})
	dst := make([]byte, side*side)
	var far, mean float64
	for i := range 500 {
		a.Image(dst, set.Image(i), set.Labels[i], 1, i)
		was, is := measure(set.Image(i)), measure(dst)
		far = max(far, math.Abs(is.x-was.x), math.Abs(is.y-was.y))
		mean += (is.x - was.x) / 500
	}
	// An even distribution on ±3 has the deviation √3, the mean of 500 that over √500: 0.08.
	if far > 3.05 || far < 2.8 || math.Abs(mean) > 0.3 {
		t.Errorf("shifts reach %.2f with mean %.2f, want 3 and 0", far, mean)
	}
}

// Strokes that advance or recede by half a pixel on each side change the ink in
// the same sense, and never to nothing.
func TestStrokeWidth(t *testing.T) {
	set := mnist(t).Test
	dst := make([]byte, side*side)
	for name, s := range map[string]augment.Settings{"thinner": {Thinner: 1}, "thicker": {Thicker: 1}} {
		a := augmenter(t, s)
		changed := 0
		for i := range 500 {
			a.Image(dst, set.Image(i), set.Labels[i], 1, i)
			was, is := measure(set.Image(i)), measure(dst)
			if bytes.Equal(dst, set.Image(i)) {
				continue
			}
			changed++
			// The strokes' middle line keeps its length or, as the box keeps its size
			// and pens have width, nearly so.
			if is.mass < was.mass/8 || s.Thinner == 0 && is.mass < 0.95*was.mass || s.Thicker == 0 && is.mass > 1.35*was.mass {
				t.Errorf("%s: image %d went from %.0f to %.0f of ink", name, i, was.mass, is.mass)
			}
		}
		if changed < 200 {
			t.Errorf("%s: %d of 500 images changed", name, changed)
		}
	}
}

// A 1 and a 7 are written otherwise as often as is asked for, a 4 a quarter as
// often, other digits never.
func TestStrokes(t *testing.T) {
	set := mnist(t).Test
	a := augmenter(t, augment.Settings{Strokes: 0.6})
	want := map[byte]float64{1: 0.6, 4: 0.15, 7: 0.6}
	dst := make([]byte, side*side)
	var seen, changed [10]float64
	for i := range 4000 {
		label := set.Labels[i]
		a.Image(dst, set.Image(i), label, 1, i)
		seen[label]++
		if !bytes.Equal(dst, set.Image(i)) {
			changed[label]++
		}
	}
	// Of some 400 digits of a class a share has a standard error of at most 0.025.
	for label := range byte(10) {
		if rate := changed[label] / seen[label]; math.Abs(rate-want[label]) > 0.08 || want[label] == 0 && rate != 0 {
			t.Errorf("%.2f of the %ds changed, want %v", rate, label, want[label])
		}
	}
}

// Any size works, an empty image stays empty, and the memory is made once.
func TestAnyImage(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {1, 40}, {6, 6}, {28, 28}, {64, 48}} {
		a, err := augment.New(augment.Full, size[0], size[1], 1)
		if err != nil {
			t.Fatal(err)
		}
		src, dst := make([]byte, size[0]*size[1]), make([]byte, size[0]*size[1])
		a.Image(dst, src, 1, 1, 0)
		if !bytes.Equal(dst, src) {
			t.Errorf("%v: an empty image got ink", size)
		}
		for label := range byte(10) {
			for fill := range 40 {
				for i := range src {
					src[i] = byte(i * i * fill)
				}
				a.Image(dst, src, label, fill, fill*1_000_003)
			}
		}
		if got := testing.AllocsPerRun(50, func() { a.Image(dst, src, 7, 1, 1) }); got >= 1 && !raceDetector {
			t.Errorf("%v: %v allocations an image", size, got)
		}
	}
}

func TestSettings(t *testing.T) {
	for _, name := range augment.Names() {
		s, err := augment.Named(name)
		if err == nil {
			err = s.Check()
		}
		if err != nil || (s == augment.Settings{}) != (name == "off") {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	if _, err := augment.Named("strong"); err == nil {
		t.Error("no error for an unknown name")
	}
	for _, s := range []augment.Settings{{Rotation: -1}, {Rotation: math.NaN()}, {Scale: 0.9}, {Strokes: 1.1}, {Thicker: 2}, {Shift: math.Inf(1)}} {
		if _, err := augment.New(s, side, side, 1); err == nil {
			t.Errorf("no error for %+v", s)
		}
	}
	if _, err := augment.New(augment.Full, 0, side, 1); err == nil {
		t.Error("no error for images without pixels")
	}
}

type measured struct{ side, x, y, mass float64 }

// measure returns the larger side of the box of pixels from 64 on, the centre of
// mass and the mass.
func measure(image []byte) measured {
	var m measured
	left, right, top, bottom := side, -1, side, -1
	for i, v := range image {
		x, y := i%side, i/side
		m.mass += float64(v)
		m.x += float64(v) * float64(x)
		m.y += float64(v) * float64(y)
		if v >= 64 {
			left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
		}
	}
	m.x, m.y = m.x/m.mass, m.y/m.mass
	m.side = float64(max(right-left, bottom-top) + 1)
	return m
}

// share returns how many of the values are at most limit.
func share(values []float64, limit float64) float64 {
	n := 0
	for _, v := range values {
		if v <= limit {
			n++
		}
	}
	return float64(n) / float64(len(values))
}
