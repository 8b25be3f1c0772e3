package augment

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// Eight bytes at once come out as one by one.
func TestWords(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	edges := []byte{0, 1, 127, 128, 129, 254, 255}
	for range 100_000 {
		var a, b [8]byte
		for i := range a {
			a[i], b[i] = byte(r.Uint32()), byte(r.Uint32())
			if r.IntN(2) == 0 {
				a[i], b[i] = edges[r.IntN(len(edges))], edges[r.IntN(len(edges))]
			}
		}
		share := r.Uint64N(257)
		x, y := binary.LittleEndian.Uint64(a[:]), binary.LittleEndian.Uint64(b[:])
		var big, mixed [8]byte
		binary.LittleEndian.PutUint64(big[:], larger(x, y))
		binary.LittleEndian.PutUint64(mixed[:], between(x, y, share))
		total, most := uint64(0), byte(0)
		for i := range a {
			total += uint64(a[i])
			most = max(most, a[i])
			want := byte((uint64(a[i])*(256-share) + uint64(b[i])*share + 128) >> 8)
			if big[i] != max(a[i], b[i]) || mixed[i] != want {
				t.Fatalf("%d and %d at %d/256: larger %d, between %d, want %d, %d", a[i], b[i], share, big[i], mixed[i], max(a[i], b[i]), want)
			}
		}
		if sum(x) != total || largest(x) != uint64(most) {
			t.Fatalf("%v: sum %d, largest %d, want %d, %d", a, sum(x), largest(x), total, most)
		}
	}
}
