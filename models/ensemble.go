package models

import (
	"fmt"
	"slices"

	"digits/data"
	"digits/graph"
)

// Ensemble makes one model of several, whose output is the mean of theirs: of their
// probabilities, where they have classes. It has copies of their parameters, named
// "member0/dense/kernel", and is a model as any other: it predicts, is evaluated, saved
// in one file and loaded by Load, and may be trained on, all members at once. All must
// take examples of one size and put out as many numbers of the same classes; scales of
// the input may differ. The first member's recipe names the loss.
func Ensemble(members ...*Model) (*Model, error) {
	if len(members) == 0 {
		return nil, fmt.Errorf("models: ensemble: got no models, want at least one")
	}
	first := members[0]
	e := &Model{
		Recipe: "ensemble", Input: first.Input, ClassNames: first.ClassNames, Scale: first.Scale,
		Loss: graph.LossFrom(first.Loss, graph.FromSoftmax), Seed: first.Seed, asked: first.asked,
	}
	for i, m := range members {
		if err := e.accept(first, m); err != nil {
			return nil, fmt.Errorf("models: ensemble: member %d: %w", i, err)
		}
	}
	var average graph.Average
	for _, m := range members {
		average = append(average, e.member(m))
	}
	e.Layers = graph.Sequential{average}
	var err error
	if e.Params, err = graph.Init(e.Net(), e.Input, e.Seed); err != nil {
		return nil, fmt.Errorf("models: ensemble: %w", err)
	}
	for i, m := range members {
		for name, t := range m.Params.All() {
			if err := e.Params.Set(fmt.Sprintf("member%d/%s", i, name), t.Shape(), t.Float32s()); err != nil {
				return nil, fmt.Errorf("models: ensemble: %w", err)
			}
		}
	}
	return e, e.settle(first.Classes)
}

// accept reports a member that does not go with the first, and takes what it alone knows.
func (e *Model) accept(first, m *Model) error {
	o, err := m.Outline()
	switch {
	case err != nil:
		return err
	case len(o.HeadsOf) > 0:
		return fmt.Errorf("it has several heads, want one output")
	case m.Size() != first.Size():
		return fmt.Errorf("it takes %d numbers, the first %d", m.Size(), first.Size())
	case m.Classes != first.Classes || m.Outputs() != first.Outputs():
		return fmt.Errorf("it puts out %d numbers of %d classes, the first %d of %d", m.Outputs(), m.Classes, first.Outputs(), first.Classes)
	case m.ClassNames != nil && e.ClassNames != nil && !slices.Equal(m.ClassNames, e.ClassNames):
		return fmt.Errorf("its classes are %q, those of others %q", m.ClassNames, e.ClassNames)
	case m.asked > 0 && e.asked > 0 && m.asked != e.asked:
		return fmt.Errorf("it was made for %d classes, others for %d", m.asked, e.asked)
	}
	if e.ClassNames == nil {
		e.ClassNames = m.ClassNames
	}
	e.asked = max(e.asked, m.asked)
	if len(m.Input) > len(e.Input) {
		e.Input = m.Input // an image can be flattened
	}
	return nil
}

// member is a member's network on the ensemble's input, with probabilities as its output.
func (e *Model) member(m *Model) graph.Layer {
	var layers graph.Sequential
	switch {
	case slices.Equal(m.Input, e.Input):
	case len(m.Input) == 1:
		layers = append(layers, graph.Flatten{})
	default:
		layers = append(layers, graph.Reshape{Shape: m.Input})
	}
	if m.Scale != e.Scale {
		layers = append(layers, between(e.Scale, m.Scale))
	}
	layers = append(layers, m.Layers...)
	if m.Classes > 1 && m.Logits() {
		layers = append(layers, graph.Softmax)
	}
	return layers
}

// between brings what one scale makes of a pixel to what another does.
func between(from, to data.Scale) graph.Rescaling {
	lo, hi := float64(from.Value(0)), float64(from.Value(255))
	scale := float64(to.Value(255)-to.Value(0)) / (hi - lo)
	return graph.Rescaling{Scale: scale, Offset: float64(to.Value(0)) - scale*lo}
}
