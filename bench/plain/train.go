package main

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/data"
)

// trainer trains for whole epochs: a graph for full batches and, where the
// batch does not divide the examples, one for the last.
type trainer struct {
	setting setting
	weights []*tensor.Dense
	solver  *gorgonia.AdamSolver
	full    *step
	last    *step // nil: all batches are full
	order   []int
}

func newTrainer(s setting, examples int) (*trainer, error) {
	t := &trainer{setting: s, weights: initial(s.widths), solver: gorgonia.NewAdamSolver()}
	var err error
	if t.full, err = newStep(t.weights, s.batch, s.dropout); err != nil {
		return nil, err
	}
	if rest := examples % s.batch; rest > 0 {
		t.last, err = newStep(t.weights, rest, s.dropout)
	}
	return t, err
}

func (t *trainer) epoch(set *data.Set, epoch int) error {
	t.order = data.Order(set.Len(), 1, epoch, t.order)
	for batch := range set.Batches(t.order, t.setting.batch) {
		step := t.full
		if batch.Len() < t.setting.batch {
			step = t.last
		}
		if err := step.run(batch, t.setting.scale, t.solver); err != nil {
			return err
		}
	}
	return nil
}

func (t *trainer) close() {
	t.full.machine.Close()
	if t.last != nil {
		t.last.machine.Close()
	}
}

// step is a training graph with its gradients, and the machine that runs it.
type step struct {
	network *network
	labels  *tensor.Dense // (batch, classes), one-hot
	machine gorgonia.VM
	values  []gorgonia.ValueGrad
}

func newStep(weights []*tensor.Dense, batch int, dropout float64) (*step, error) {
	n, err := newNetwork(weights, batch, dropout)
	if err != nil {
		return nil, err
	}
	classes := n.logits.Shape()[1]
	labels := tensor.New(tensor.WithShape(batch, classes), tensor.Of(tensor.Float32))
	loss, err := n.loss(gorgonia.NodeFromAny(n.graph, labels, gorgonia.WithName("labels")))
	if err != nil {
		return nil, err
	}
	if _, err := gorgonia.Grad(loss, n.parameters...); err != nil {
		return nil, errors.Wrap(err, "plain: gradients")
	}
	machine := gorgonia.NewTapeMachine(n.graph, gorgonia.BindDualValues(n.parameters...))
	values := gorgonia.NodesToValueGrads(n.parameters)
	return &step{network: n, labels: labels, machine: machine, values: values}, nil
}

func (s *step) run(batch data.Batch, scale data.Scale, solver gorgonia.Solver) error {
	batch.Pixels(s.network.input.Data().([]float32), scale)
	batch.OneHot(s.labels.Data().([]float32), s.labels.Shape()[1])
	defer s.machine.Reset()
	if err := s.machine.RunAll(); err != nil {
		return errors.Wrap(err, "plain: step")
	}
	return errors.Wrap(solver.Step(s.values), "plain: adam")
}
