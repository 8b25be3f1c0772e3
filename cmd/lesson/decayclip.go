package main

import (
	"math"

	"digits/optim"
)

// oneStep is a step of the neuron of two weights, by hand and by an optimizer.
type oneStep struct {
	name   string
	hand   [2]float64
	solver optim.Optimizer
}

// weightDecay shows L2 and decoupled decay, which differ for Adam.
func weightDecay(n *notebook) error {
	n.text(`Weight decay keeps weights small. L2 adds decay·w to the gradient d, as if decay/2·Σw² were part
of the loss; decoupled, w shrinks by lr·decay·w beside the step. For sgd that is the same. Adam
divides a gradient by its size, that of L2's too: w1, whose d is 0, then moves by a whole lr.
One step at lr 0.1, decay 0.1, from (1, 1), where d = (0, 2):`)
	d := [2]float64{0, 2}
	first := func(d float64) float64 { return 0.1 * adamFirst(d) }
	var l2, decoupled, adamL2, adamDecoupled [2]float64
	for i := range d {
		l2[i] = 1 - 0.1*(d[i]+0.1*1)
		decoupled[i] = 1 - 0.1*0.1*1 - 0.1*d[i]
		adamL2[i] = 1 - first(d[i]+0.1*1)
		adamDecoupled[i] = 1 - 0.1*0.1*1 - first(d[i])
	}
	sgd := func() optim.Optimizer { return &optim.SGD{LearningRate: 0.1} }
	adam := func() optim.Optimizer { return &optim.Adam{LearningRate: 0.1} }
	return stepsFrom(n, 1, 1, []oneStep{
		{"sgd, l2", l2, &optim.L2{Optimizer: sgd(), Decay: 0.1}},
		{"sgd, decoupled", decoupled, &optim.Decoupled{Optimizer: sgd(), Decay: 0.1}},
		{"adam, l2", adamL2, &optim.L2{Optimizer: adam(), Decay: 0.1}},
		{"adam, decoupled", adamDecoupled, &optim.Decoupled{Optimizer: adam(), Decay: 0.1}},
	})
}

// adamFirst is Adam's first step in units of lr: its means are then d and d².
func adamFirst(d float64) float64 { return d / (math.Abs(d) + 1e-8) }

// clipping shows gradients clipped by value and by norm.
func clipping(n *notebook) error {
	n.text(`Clipping keeps one bad batch from throwing the weights far away. By value, each element of d is
cut to -1..1, which changes the direction; by norm, all of d is made shorter, to length 1. (By
global norm is the same over all the parameters of a network together; this has one.)
One step at lr 0.5 from (-2, 3), where d = (-3, 4), of length 5:`)
	d := [2]float64{-3, 4}
	norm := math.Hypot(d[0], d[1])
	var plain, value, scaled [2]float64
	for i, w := range [2]float64{-2, 3} {
		plain[i] = w - 0.5*d[i]
		value[i] = w - 0.5*min(max(d[i], -1), 1)
		scaled[i] = w - 0.5*d[i]*min(1, 1/norm)
	}
	sgd := func() optim.Optimizer { return &optim.SGD{LearningRate: 0.5} }
	return stepsFrom(n, -2, 3, []oneStep{
		{"as it is", plain, sgd()},
		{"by value 1", value, &optim.ClipValue{Optimizer: sgd(), Limit: 1}},
		{"by norm 1", scaled, &optim.ClipNorm{Optimizer: sgd(), Limit: 1}},
		{"by global norm 1", scaled, &optim.ClipGlobalNorm{Optimizer: sgd(), Form: optim.Keras, Limit: 1}},
	})
}

// stepsFrom compares where each step leads from (w1, w2).
func stepsFrom(n *notebook, w1, w2 float64, steps []oneStep) error {
	var rows []comparison
	for _, s := range steps {
		path, err := pathOf(w1, w2, s.solver, 1)
		if err != nil {
			return err
		}
		rows = append(rows, comparison{s.name + ": w1", s.hand[0], path[1][0]}, comparison{s.name + ": w2", s.hand[1], path[1][1]})
	}
	n.compare(rows)
	return nil
}
