package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// moments are Adam's: the means m of the gradient g and v of its square, by the betas and the
// rest to 1 of each.
func (k kept) moments(g reg.VecVirtual, m, v Mem, betas []reg.VecVirtual) (mean, square reg.VecVirtual) {
	mean = k.mean(betas[0], m, betas[1], g)
	square = k.mean(betas[2], v, betas[3], mul(g, g))
	return mean, square
}

func adamax(t []Mem, c []reg.VecVirtual, k kept) {
	w, g, m, u := t[0], load(t[1]), t[2], t[3]
	beta1, rest1, beta2, step, before, after := c[0], c[1], c[2], c[3], c[4], c[5]
	mean := k.mean(beta1, m, rest1, g)
	top := k.normal(larger(mul(u, beta2), add(before, k.size(g))))
	store(top, u)
	store(sub(load(w), div(mul(step, mean), add(after, top))), w)
}

func amsgrad(t []Mem, c []reg.VecVirtual, k kept) {
	w, g, top := t[0], load(t[1]), t[4]
	step, eps := c[4], c[5]
	mean, square := k.moments(g, t[2], t[3], c)
	square = larger(load(top), square)
	store(square, top)
	store(sub(load(w), div(mul(step, mean), add(eps, sqrt(square)))), w)
}

func nadam(t []Mem, c []reg.VecVirtual, k kept) {
	w, g := t[0], load(t[1])
	meanStep, gradStep, rootStep, eps := c[4], c[5], c[6], c[7]
	mean, square := k.moments(g, t[2], t[3], c)
	moved := add(mul(meanStep, mean), mul(gradStep, g))
	store(sub(load(w), div(moved, add(eps, mul(rootStep, sqrt(square))))), w)
}

func radam(t []Mem, c []reg.VecVirtual, k kept) {
	w, g := t[0], load(t[1])
	step, eps := c[4], c[5]
	mean, square := k.moments(g, t[2], t[3], c)
	store(sub(load(w), mul(step, div(mean, add(eps, sqrt(square))))), w)
}

// radamMean is the step of the mean alone.
func radamMean(t []Mem, c []reg.VecVirtual, k kept) {
	w, g, step := t[0], load(t[1]), c[4]
	mean, _ := k.moments(g, t[2], t[3], c)
	store(sub(load(w), mul(step, mean)), w)
}
