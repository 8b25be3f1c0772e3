package kernel

import (
	"testing"
	"time"
)

// match plays jobs of two sizes that take as long as they do shared and alone,
// for a while, and returns which share of them was done alone.
func match(r *referee, now *time.Time, jobs int, shared, alone time.Duration, delayed func(i int) bool) float64 {
	solo := 0
	for i := range jobs {
		took := shared
		if !r.sharing() {
			took = alone
			solo++
		}
		took *= time.Duration(1 + i%2*3) // the second job is four times the first
		if delayed(i) {
			took += 4 * time.Millisecond
		}
		began := *now
		*now = now.Add(took)
		var job Job = &tally{}
		if i%2 == 1 {
			job = &nest{}
		}
		r.note(job, 8, began, *now)
	}
	return float64(solo) / float64(jobs)
}

func TestRefereeKeepsWhatIsFaster(t *testing.T) {
	const us = time.Microsecond
	never := func(int) bool { return false }
	r, now := &referee{}, time.Now()
	// Trials are a fiftieth of the time and twice as slow: few of the calls.
	if solo := match(r, &now, 20000, 20*us, 40*us, never); solo > 0.05 {
		t.Errorf("sharing gains: %.3f of the jobs were done alone, want next to none", solo)
	}
	if solo := match(r, &now, 100000, 20*us, 40*us, never); solo > 0.01 {
		t.Errorf("sharing gains still: %.4f of the jobs were done alone, want fewer", solo)
	}
	r.next = now.Add(time.Hour) // but the jobs slow down
	match(r, &now, 20000, 60*us, 40*us, never)
	if !r.alone {
		t.Fatal("sharing loses, but is kept")
	}
	if solo := match(r, &now, 20000, 60*us, 40*us, never); solo < 0.95 {
		t.Errorf("sharing loses: %.3f of the jobs were done alone, want nearly all", solo)
	}
	match(r, &now, 20000, 20*us, 40*us, never)
	if r.alone {
		t.Error("sharing gains again, but is not taken up")
	}
}

// One call in fifty is held up by another process for a time slice, ten times
// what the others of a trial take together: that decides nothing.
func TestRefereeIgnoresDelays(t *testing.T) {
	r, now := &referee{}, time.Now()
	for range 20 {
		match(r, &now, 2000, 20*time.Microsecond, 40*time.Microsecond, func(i int) bool { return i%50 == 7 })
		if r.alone {
			t.Fatal("sharing gains, but delays made the referee give it up")
		}
	}
}

// The lists of a batch of 32 and of one of 1,000 are as many.
func TestRefereeTellsSizesApart(t *testing.T) {
	var r referee
	small, large := &rowLists{s: &scanned{rows: 32}}, &rowLists{s: &scanned{rows: 1000}}
	if r.timeOf(small, 7) == r.timeOf(large, 7) {
		t.Error("jobs of two sizes have one time")
	}
	if r.timeOf(small, 7) != r.timeOf(&rowLists{s: &scanned{rows: 32}}, 7) {
		t.Error("jobs of one size have two times")
	}
}
