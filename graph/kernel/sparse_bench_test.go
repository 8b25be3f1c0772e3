package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func BenchmarkSparse(b *testing.B) {
	r := rand.New(rand.NewPCG(33, 34))
	for _, shape := range [][3]int{{128, 784, 512}, {64, 784, 128}, {32, 784, 128}, {128, 784, 800}} {
		rows, cols, n := shape[0], shape[1], shape[2]
		x := pictures(r, rows, cols, 0, 0.19)
		w, dy, c, dw := random[float32](r, cols*n), random[float32](r, rows*n), make([]float32, rows*n), make([]float32, cols*n)
		bias := make([]float32, n)
		var s Sparse
		for name, f := range map[string]func(){
			"Scan":  func() { s.Scan(rows, cols, n, x) },
			"Masks": func() { s.bySet.find(s.scanned) },
			"NN":    func() { s.NN(w, bias, c, true) },
			"TN":    func() { s.TN(dy, dw) },
		} {
			s.Scan(rows, cols, n, x)
			s.TN(dy, dw)
			b.Run(fmt.Sprintf("%s/%dx%dx%d", name, rows, cols, n), func(b *testing.B) {
				for b.Loop() {
					f()
				}
			})
		}
	}
}
