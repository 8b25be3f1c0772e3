package op

import "gorgonia.org/gorgonia"

// Instead returns an operation of ours that computes what gorgonia's behind n
// does, without allocating: for the sums of two that gorgonia puts where a node
// has several gradients, such as below a residual block. It is nil for all else.
func Instead(n *gorgonia.Node) gorgonia.Op {
	if o := n.Op(); o == nil || o.String() != "+ false" { // its type has no name outside
		return nil
	}
	var inputs gorgonia.Nodes
	for of := n.Graph().From(n.ID()); of.Next(); {
		inputs = append(inputs, of.Node().(*gorgonia.Node))
	}
	if len(inputs) != 2 || n.Dims() == 0 || !inputs[0].Shape().Eq(n.Shape()) || !inputs[1].Shape().Eq(n.Shape()) {
		return nil
	}
	axes := n.Dims()
	o, err := typed(n,
		func() gorgonia.Op { return &add[float32]{alike: newAlike("add", axes, "x", "y")} },
		func() gorgonia.Op { return &add[float64]{alike: newAlike("add", axes, "x", "y")} })
	if err != nil {
		return nil
	}
	return o
}
