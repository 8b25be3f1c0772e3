package kernel

//go:generate go -C _asm run ./adam -out ../adam_amd64.s -stubs ../adam_amd64.go -pkg kernel

import (
	"math"
	"sync"
)

// AdamStep holds what one step of Adam needs beside the tensors. NewAdamStep fills it.
type AdamStep struct {
	LearnRate, Beta1, Beta2, Eps float32

	// Correction1 and Correction2 undo the moments' bias towards zero: 1/(1 - Beta1^t) and 1/(1 - Beta2^t) at iteration t.
	Correction1, Correction2 float32
}

// NewAdamStep computes the constants of an iteration, counted from 1, the way gorgonia's AdamSolver does: powers in
// float64, everything after them in float32.
func NewAdamStep(learnRate, beta1, beta2, eps float64, iteration int) AdamStep {
	return AdamStep{
		LearnRate:   float32(learnRate),
		Beta1:       float32(beta1),
		Beta2:       float32(beta2),
		Eps:         float32(eps),
		Correction1: 1 / float32(1-math.Pow(beta1, float64(iteration))),
		Correction2: 1 / float32(1-math.Pow(beta2, float64(iteration))),
	}
}

// Adam makes one step of Algorithm 1 of Kingma & Ba (2015, arXiv:1412.6980) in one pass: it updates the weights w and
// the moments m and v by the gradient g, which it leaves as it is. All four have the same length.
//
// The result has the bits of AdamSolver.Step of gorgonia v0.9.18 without regularisation, clipping and batch size: the
// same operations, each rounded to float32, in the same order, and that solver's rule that x/0 is +Inf.
//
// One thing is not the solver's: with an epsilon, a moment that falls below the smallest normal number, 2⁻¹²⁶, becomes 0.
// The moment of a weight whose gradient stays 0, as below a dead ReLU, would otherwise shrink to a subnormal number and
// stay there, since 0.9 times the smallest of them rounds to itself, and subnormal operands take some CPUs ten times as
// long. A weight moves by less than 1e-26 in consequence, which is no bit of any weight above 1e-18.
func Adam(w, g, m, v []float32, a AdamStep) {
	wantLength("Adam", "g", len(g), len(w))
	wantLength("Adam", "m", len(m), len(w))
	wantLength("Adam", "v", len(v), len(w))
	share(&adamJobs, lines(len(w)), adamGrain, adamJob{w, g, m, v, a})
}

// adamGrain is the number of lines that are worth another core's while: two microseconds of work.
const adamGrain = 4096 / line

var adamJobs sync.Pool

// adamJob is a step as a Job over lines of weights.
type adamJob struct {
	w, g, m, v []float32
	a          AdamStep
}

// Run steps the weights of lines lo..hi-1.
func (j *adamJob) Run(lo, hi int) {
	for lo, hi := range stretches(lo, hi, len(j.w)) {
		w, g, m, v := j.w[lo:hi], j.g[lo:hi], j.m[lo:hi], j.v[lo:hi]
		n := adamVector(w, g, m, v, j.a)
		adamPortable(w[n:], g[n:], m[n:], v[n:], j.a)
	}
}

// adamPortable spells out each conversion to float32, which keeps a compiler from fusing a product with a sum.
func adamPortable(w, g, m, v []float32, a AdamStep) {
	g, m, v = g[:len(w)], m[:len(w)], v[:len(w)]
	rest1, rest2 := 1-a.Beta1, 1-a.Beta2
	for i, gi := range g {
		mi := float32(gi*rest1) + float32(m[i]*a.Beta1)
		vi := float32(float32(gi*gi)*rest2) + float32(v[i]*a.Beta2)
		if a.Eps > 0 {
			mi, vi = normalOrZero(mi), normalOrZero(vi)
		}
		m[i], v[i] = mi, vi
		numerator := float32(float32(mi*a.Correction1) * -a.LearnRate)
		denominator := float32(math.Sqrt(float64(float32(vi*a.Correction2)))) + a.Eps
		if denominator == 0 {
			w[i] += float32(math.Inf(1))
			continue
		}
		w[i] += float32(numerator / denominator)
	}
}

const smallestNormal = 0x1p-126
