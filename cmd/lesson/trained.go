package main

import (
	"gorgonia.org/gorgonia"

	"digits/graph"
)

// pair is a linear neuron of two weights without a bias, as a training program
// on (1, 0) → 1 and (0, 1) → -1. Its error is ((w1-1)² + (w2+1)²)/2.
type pair struct {
	program *graph.Program
	weights []float32
}

// newPair places the neuron at its first weights.
func newPair(w1, w2 float64) (*pair, error) {
	net, input := graph.Dense{Units: 1, NoBias: true}, []int{2}
	params, err := graph.Init(net, input, 1)
	if err != nil {
		return nil, err
	}
	p := &pair{weights: params.Get("dense/kernel").Float32s()}
	p.weights[0], p.weights[1] = float32(w1), float32(w2)
	p.program, err = graph.Compile(net, params, graph.Options{Mode: graph.Training, Batch: 2, Input: input, Loss: graph.MeanSquaredError})
	if err != nil {
		return nil, err
	}
	copy(p.program.Input(), []float32{1, 0, 0, 1})
	copy(p.program.Targets(), []float32{1, -1})
	return p, nil
}

// path trains for some steps and returns where the weights were, the start
// included. It ends early where the error is no longer a finite number.
func (p *pair) path(solver gorgonia.Solver, steps int) ([][2]float64, error) {
	at := [][2]float64{p.at()}
	for range steps {
		if err := p.program.Run(); err != nil {
			return nil, err
		}
		if err := solver.Step(p.program.Gradients()); err != nil {
			return nil, err
		}
		w := p.at()
		if e := pairError(w); e-e != 0 {
			break
		}
		at = append(at, w)
	}
	return at, nil
}

func (p *pair) at() [2]float64 { return [2]float64{float64(p.weights[0]), float64(p.weights[1])} }

// pairError is the error by its formula.
func pairError(w [2]float64) float64 { return ((w[0]-1)*(w[0]-1) + (w[1]+1)*(w[1]+1)) / 2 }

// pathOf trains a new neuron from (w1, w2).
func pathOf(w1, w2 float64, solver gorgonia.Solver, steps int) ([][2]float64, error) {
	p, err := newPair(w1, w2)
	if err != nil {
		return nil, err
	}
	defer p.program.Close()
	return p.path(solver, steps)
}
