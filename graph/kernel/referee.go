package kernel

import (
	"time"
	"unsafe"
)

const (
	trialCalls  = 64                     // that a trial counts
	trialWarmUp = hotFor                 // at its beginning nothing counts: workers wake up, data change their caches
	trialShare  = 50                     // the time until the next trial, as a multiple of a trial's length
	quietShare  = 4                      // times as long, while sharing is as fast as it was
	slowedDown  = 1.25                   // times the median at the last decision: it is not as fast any more
	clearlyLess = 0.9                    // of the time, for the other way to win
	hopeless    = 2                      // times as long ends a trial early
	medianStep  = 1.0 / 16               // by which the estimate of a job's median time follows the latest
	outlier     = 4                      // times the median: as much of a call's time counts, the rest is another process
	refereeJobs = 64                     // kinds of jobs that are told apart
	firstTrial  = 100 * time.Millisecond // after the first call: a program starts slowly
)

// referee finds out by trials whether sharing jobs with the workers is faster
// than not. It nearly always is. But where the cores have no cache in common, as
// on a machine with several sockets or chips, or a virtual one whose processors
// are moved about by its host, fetching what the other core has written can take
// longer than computing it.
//
// Jobs of one kind and size are taken to take equally long. From time to time the
// other way is tried for a few dozen calls, a fiftieth of the time, and kept if
// these take less than the same jobs took before. While sharing is kept and jobs take
// what they did, it is a two-hundredth.
type referee struct {
	alone  bool // the way that is kept
	trying bool // the other one, at the moment

	began, next  time.Time // of the present trial, of the next
	soonest      time.Time // of the next, if jobs slow down
	calls        int       // counted in the trial
	tried, usual float64   // ns that these took, and would have taken the usual way

	usually [refereeJobs]jobTime
}

// sized is a job whose number of items does not say how long it takes.
type sized interface{ size() int }

// jobTime is how long jobs of a kind and size take the usual way, 0 if unknown.
type jobTime struct {
	kind    uintptr
	n       int     // items, and the size of one
	median  float64 // ns
	decided float64 // the median at the last decision
}

// slowed tells whether the jobs take longer than at the last decision.
func (j *jobTime) slowed() bool { return j.decided > 0 && j.median > slowedDown*j.decided }

// follow moves the median towards the latest time, whose size does not matter:
// what another process has delayed is no measure.
func (j *jobTime) follow(took float64) {
	switch {
	case j.median == 0:
		j.median = took
	case took > j.median:
		j.median *= 1 + medianStep
	default:
		j.median *= 1 - medianStep
	}
}

// sharing tells whether the next job is to be shared.
func (r *referee) sharing() bool { return r.alone == r.trying }

// note takes the time of a job that was done as sharing said.
func (r *referee) note(job Job, n int, began, ended time.Time) {
	j := r.timeOf(job, n)
	took := float64(ended.Sub(began))
	if !r.trying {
		j.follow(took)
		if r.next.IsZero() {
			r.next = ended.Add(firstTrial)
		}
		if ended.After(r.next) || j.slowed() && ended.After(r.soonest) {
			r.trying, r.began, r.calls, r.tried, r.usual = true, ended, 0, 0, 0
		}
		return
	}
	if j.median == 0 || ended.Sub(r.began) < trialWarmUp {
		return
	}
	r.calls++
	r.tried += min(took, outlier*j.median)
	r.usual += j.median
	if r.calls >= trialCalls || r.calls >= trialCalls/4 && r.tried > hopeless*r.usual {
		r.decide(ended)
	}
}

// decide ends a trial.
func (r *referee) decide(now time.Time) {
	r.trying = false
	pause := trialShare * now.Sub(r.began)
	r.soonest, r.next = now.Add(pause), now.Add(pause)
	if r.tried < clearlyLess*r.usual {
		r.alone = !r.alone
		r.usually = [refereeJobs]jobTime{}
	} else if !r.alone {
		r.next = now.Add(quietShare * pause)
	}
	for i := range r.usually {
		r.usually[i].decided = r.usually[i].median
	}
}

// timeOf returns the entry of a kind of job: its own, or else a free one, or
// else another's.
func (r *referee) timeOf(job Job, n int) *jobTime {
	if s, ok := job.(sized); ok {
		n += s.size() * (maxChunks + 1)
	}
	kind := uintptr((*[2]unsafe.Pointer)(unsafe.Pointer(&job))[0]) // the interface's table of methods
	at := (kind>>3 ^ uintptr(n)*0x9e3779b9>>7) % refereeJobs
	for range refereeJobs {
		j := &r.usually[at]
		if j.kind == kind && j.n == n {
			return j
		}
		if j.kind == 0 {
			break
		}
		at = (at + 1) % refereeJobs
	}
	r.usually[at] = jobTime{kind: kind, n: n}
	return &r.usually[at]
}
