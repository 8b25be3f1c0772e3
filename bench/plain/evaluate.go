package main

import (
	"slices"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/data"
)

// accuracy returns the share of the set that the network classifies right.
func accuracy(s setting, weights []*tensor.Dense, set *data.Set) (float64, error) {
	n, err := newNetwork(weights, set.Len(), 0)
	if err != nil {
		return 0, err
	}
	var logits gorgonia.Value
	gorgonia.Read(n.logits, &logits)
	machine := gorgonia.NewTapeMachine(n.graph)
	defer machine.Close()
	s.scale.Apply(n.input.Data().([]float32), set.Pixels)
	if err := machine.RunAll(); err != nil {
		return 0, errors.Wrap(err, "plain: evaluate")
	}
	rows := logits.Data().([]float32)
	right := 0
	for i, label := range set.Labels {
		row := rows[i*set.Classes : (i+1)*set.Classes]
		if slices.Index(row, slices.Max(row)) == int(label) {
			right++
		}
	}
	return float64(right) / float64(set.Len()), nil
}
