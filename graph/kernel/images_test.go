package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// drawn returns images of so many pixels, a share of density of which is not 0,
// each in memory of its own.
func drawn(r *rand.Rand, images, pixels int, density float64) [][]byte {
	rows := make([][]byte, images)
	for i := range rows {
		rows[i] = make([]byte, pixels)
		for j := range rows[i] {
			if r.Float64() < density {
				rows[i][j] = byte(1 + r.IntN(255))
			}
		}
	}
	return rows
}

func scaled(images *Images) []float32 {
	var x []float32
	for _, row := range images.Rows {
		to := make([]float32, len(row))
		scaleBytesPortable(to, row, images.Signed)
		x = append(x, to...)
	}
	return x
}

func TestScanImagesIsScaleThenScan(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(41, 42))
		for _, shape := range sparseShapes {
			rows, cols, n := shape[0], shape[1], shape[2]
			w, dy := random[float32](r, cols*n), random[float32](r, rows*n)
			var s Sparse
			for i, density := range []float64{0.2, 0.2, 0.9, 0, 0.2} {
				name := fmt.Sprint(shape, density)
				images := &Images{Rows: drawn(r, rows, cols, density), Next: drawn(r, rows/2, cols, 0), Signed: i%2 == 1}
				got, intact := fenced[float32](rows * cols)
				pays := s.ScanImages(images, n, got)
				want := scaled(images)
				sameBits(t, name+": x", got, want)
				if !intact() {
					t.Fatalf("%s: written beside x", name)
				}
				var plain Sparse
				if plain.Scan(rows, cols, n, want) != pays {
					t.Fatalf("%s: ScanImages says that it pays: %t, Scan says otherwise", name, pays)
				}
				for _, products := range []func(s *Sparse) []float32{
					func(s *Sparse) []float32 { c := make([]float32, rows*n); s.NN(w, nil, c, true); return c },
					func(s *Sparse) []float32 { dw := make([]float32, cols*n); s.TN(dy, dw); return dw },
				} {
					sameBits(t, name, products(&s), products(&plain))
				}
			}
		}
	})
}

func TestScanImagesDoesNotDependOnCores(t *testing.T) {
	r := rand.New(rand.NewPCG(43, 44))
	const rows, cols, n = 70, 300, 200
	images := &Images{Rows: drawn(r, rows, cols, 0.2), Signed: true}
	dy := random[float32](r, rows*n)
	var want []float32
	withCores(t, func(t *testing.T) {
		var s Sparse
		x, dw := make([]float32, rows*cols), make([]float32, cols*n)
		for range 2 { // the second time the pairs are found along with the lists
			s.ScanImages(images, n, x)
			s.TN(dy, dw)
		}
		if want == nil {
			want = dw
		}
		sameBits(t, "TN", dw, want)
	})
}

func TestImagesScale(t *testing.T) {
	r := rand.New(rand.NewPCG(45, 46))
	for _, shape := range [][2]int{{0, 5}, {3, 0}, {1, 1}, {5, 784}, {33, 225}} {
		images := &Images{Rows: drawn(r, shape[0], shape[1], 0.5)}
		x := make([]float32, shape[0]*shape[1])
		images.Scale(x)
		sameBits(t, fmt.Sprint(shape), x, scaled(images))
	}
}

func TestImagesRefuses(t *testing.T) {
	for name, f := range map[string]func(){
		"two sizes": func() { (&Images{Rows: [][]byte{make([]byte, 3), make([]byte, 2)}}).Scale(make([]float32, 6)) },
		"short x":   func() { (&Images{Rows: [][]byte{make([]byte, 3)}}).Scale(make([]float32, 2)) },
		"short scan": func() {
			new(Sparse).ScanImages(&Images{Rows: [][]byte{make([]byte, 3)}}, 4, make([]float32, 2))
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}

func TestScanImagesAllocatesNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	r := rand.New(rand.NewPCG(47, 48))
	const rows, cols, n = 32, 784, 128
	images := &Images{Rows: drawn(r, rows, cols, 0.2)}
	x, dy, dw, s := make([]float32, rows*cols), random[float32](r, rows*n), make([]float32, cols*n), Sparse{}
	noAllocations(t, func() {
		s.ScanImages(images, n, x)
		s.TN(dy, dw)
	})
}

// Batch after batch, most of them announced and some announced wrongly, or with
// another background.
func TestScanImagesAhead(t *testing.T) {
	r := rand.New(rand.NewPCG(49, 50))
	const rows, cols, n = 40, 230, 100
	var batches [][][]byte
	for i := range 40 {
		batches = append(batches, drawn(r, rows, cols, 0.1))
		if i%7 == 3 {
			for _, row := range batches[i] {
				for j := range row {
					row[j] = 255 - row[j]
				}
			}
		}
	}
	w, dy := random[float32](r, cols*n), random[float32](r, rows*n)
	withWaiting(t, func(t *testing.T) {
		var s Sparse
		x, c, dw := make([]float32, rows*cols), make([]float32, rows*n), make([]float32, cols*n)
		wantC, wantW := make([]float32, rows*n), make([]float32, cols*n)
		ahead := 0
		for i := range batches {
			images := Images{Rows: batches[i], Signed: i >= 20, Next: batches[(i+1)%len(batches)]}
			switch i % 5 {
			case 1:
				images.Next = batches[(i+2)%len(batches)]
			case 2:
				images.Next = batches[i][:3]
			}
			want := scaled(&images)
			if s.next != nil {
				s.next.aside.pause, s.scanned.aside.pause = time.Time{}, time.Time{}
			}
			s.ScanImages(&images, n, x)
			if len(images.unsettled) > 0 {
				ahead++
			}
			s.NN(w, nil, c, true)
			s.NN(w, nil, c, true) // twice, for once
			s.TN(dy, dw)
			images.Settle(x)
			sameBits(t, "x", x, want)
			var plain Sparse
			plain.Scan(rows, cols, n, want)
			plain.NN(w, nil, wantC, true)
			plain.TN(dy, wantW)
			sameBits(t, "NN", c, wantC)
			sameBits(t, "TN", dw, wantW)
		}
		if ahead == 0 {
			t.Error("no batch was scanned ahead")
		}
	})
}
