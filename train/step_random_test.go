package train

import (
	"context"
	"testing"

	"digits/data"
)

// A step of one's own has the same random numbers at each call, others at the next step,
// and at the same step of another training with the seed; it knows its epoch.
func TestStepperRandom(t *testing.T) {
	set := blobs(40, 1)
	draw := func(seed uint64) (drawn []uint64) {
		c := config(2, 16)
		c.Seed = seed
		c.Step = func(s *Stepper, batch data.Batch) error {
			first := s.Random().Uint64()
			if s.Random().Uint64() != first {
				t.Error("a second call draws anew")
			}
			drawn = append(drawn, first)
			if want := 1 + (len(drawn)-1)/3; s.Epoch() != want || s.Steps() != len(drawn) { // 16, 16 and 8 examples
				t.Errorf("step %d says that it is step %d of epoch %d", len(drawn), s.Steps(), s.Epoch())
			}
			_, err := s.Run(batch)
			return err
		}
		if _, err := Fit(context.Background(), newModel(t, small, set, 1), set, c); err != nil {
			t.Fatal(err)
		}
		return drawn
	}
	one, again, other := draw(1), draw(1), draw(2)
	seen := map[uint64]bool{}
	for i := range one {
		if one[i] != again[i] {
			t.Errorf("step %d draws %d, then %d", i, one[i], again[i])
		}
		seen[one[i]], seen[other[i]] = true, true
	}
	if len(one) != 6 || len(seen) != 12 {
		t.Errorf("%d steps of two seeds draw %d numbers, want 6 and 12", len(one), len(seen))
	}
}
