package train

import (
	"context"
	"runtime"
	"testing"
)

// Training one model after the other leaves nothing behind.
func TestRunsDoNotLeak(t *testing.T) {
	set := blobs(64, 1)
	heap := func(runs int) uint64 {
		for range runs {
			m := newModel(t, wide, set, 1)
			if _, err := Fit(context.Background(), m, set, config(1, 32)); err != nil {
				t.Fatal(err)
			}
			if _, err := m.Predict(set.Pixels[:16]); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		runtime.GC() // what had a finalizer goes in the second
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	before := heap(2)
	// A model of this recipe has 700·300 weights and more: 0.9 MB, its programs as much again.
	if after := heap(20); after > before+2<<20 {
		t.Errorf("the heap has grown from %d to %d bytes in 20 runs", before, after)
	}
}
