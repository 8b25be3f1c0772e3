package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func sgd(t []Mem, c []reg.VecVirtual, _ kept) {
	w, g, learnRate := t[0], t[1], c[0]
	store(sub(load(w), mul(g, learnRate)), w)
}

func shrink(t []Mem, c []reg.VecVirtual, _ kept) {
	w, keep := t[0], c[0]
	store(mul(w, keep), w)
}

// momentum is PyTorch's.
func momentum(nesterov bool) func(t []Mem, c []reg.VecVirtual, k kept) {
	return func(t []Mem, c []reg.VecVirtual, k kept) {
		w, g, v := t[0], load(t[1]), t[2]
		learnRate, momentum, fresh := c[0], c[1], c[2]
		moved := k.mean(momentum, v, fresh, g)
		if nesterov {
			moved = add(g, mul(momentum, moved))
		}
		store(sub(load(w), mul(learnRate, moved)), w)
	}
}

func kerasMomentum(nesterov bool) func(t []Mem, c []reg.VecVirtual, k kept) {
	return func(t []Mem, c []reg.VecVirtual, k kept) {
		w, g, v := t[0], t[1], t[2]
		learnRate, momentum := c[0], c[1]
		step := mul(g, learnRate)
		moved := k.normal(sub(mul(v, momentum), step))
		store(moved, v)
		if nesterov {
			moved = sub(mul(momentum, moved), step)
		}
		store(add(w, moved), w)
	}
}

func rmsprop(t []Mem, c []reg.VecVirtual, k kept) {
	w, g, v := t[0], load(t[1]), t[2]
	learnRate, rho, rest, inside, outside := c[0], c[1], c[2], c[3], c[4]
	mean := k.mean(rho, v, rest, mul(g, g))
	root := add(outside, sqrt(add(inside, mean)))
	store(sub(load(w), div(mul(learnRate, g), root)), w)
}

func rmspropMomentum(centered, momentum bool) func(t []Mem, c []reg.VecVirtual, k kept) {
	return func(t []Mem, c []reg.VecVirtual, k kept) {
		w, g, v, s := t[0], load(t[1]), t[2], t[3]
		rho, rest, inside, outside, decay, before, after := c[0], c[1], c[2], c[3], c[4], c[5], c[6]
		square := k.mean(rho, v, rest, mul(g, g))
		if centered {
			mean := k.mean(rho, t[4], rest, g)
			square = larger(sub(square, mul(mean, mean)), zero())
		}
		moved := div(mul(before, g), add(outside, sqrt(add(inside, square))))
		if momentum {
			moved = k.normal(add(moved, mul(s, decay)))
			store(moved, s)
		}
		store(sub(load(w), mul(after, moved)), w)
	}
}

func adadelta(t []Mem, c []reg.VecVirtual, k kept) {
	w, g, v, u := t[0], load(t[1]), t[2], t[3]
	learnRate, rho, rest, eps := c[0], c[1], c[2], c[3]
	square := k.mean(rho, v, rest, mul(g, g))
	delta := mul(g, sqrt(div(add(u, eps), add(eps, square))))
	k.mean(rho, u, rest, mul(delta, delta))
	store(sub(load(w), mul(learnRate, delta)), w)
}

func lion(t []Mem, c []reg.VecVirtual, k kept) {
	w, g, m := t[0], load(t[1]), t[2]
	beta1, rest1, beta2, rest2, learnRate := c[0], c[1], c[2], c[3], c[4]
	direction := add(mul(m, beta1), mul(rest1, g))
	store(sub(load(w), k.signed(learnRate, direction)), w)
	k.mean(beta2, m, rest2, g)
}

func ftrl(t []Mem, c []reg.VecVirtual, _ kept) {
	w, g := load(t[0]), load(t[1])
	learnRate, initial, l1, negativeL1, shrinkage, l2 := c[0], c[1], c[2], c[3], c[4], c[5]
	sum := load(t[2])
	before := sqrt(add(initial, sum))
	sum = add(sum, mul(g, g))
	store(sum, t[2])
	after := sqrt(add(initial, sum))
	moved := mul(w, div(sub(after, before), learnRate))
	z := add(t[3], sub(add(g, mul(shrinkage, w)), moved))
	store(z, t[3])
	store(div(sub(clip(negativeL1, l1, z), z), add(l2, div(after, learnRate))), t[0])
}
