package main

import (
	"math"
	"math/rand/v2"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// initial returns kernel (in, units) and bias (1, units) of each layer: Glorot's
// uniform distribution, and zeros.
func initial(widths []int) []*tensor.Dense {
	random := rand.New(rand.NewPCG(1, 1))
	var weights []*tensor.Dense
	for i, units := range widths[1:] {
		in := widths[i]
		limit := math.Sqrt(6 / float64(in+units))
		kernel := make([]float32, in*units)
		for j := range kernel {
			kernel[j] = float32(limit * (2*random.Float64() - 1))
		}
		weights = append(
			weights,
			tensor.New(tensor.WithShape(in, units), tensor.WithBacking(kernel)),
			tensor.New(tensor.WithShape(1, units), tensor.Of(tensor.Float32)),
		)
	}
	return weights
}

// network is one expression graph for one batch size: (batch, in) to logits
// (batch, classes). All networks of a run share the tensors of their weights.
type network struct {
	graph      *gorgonia.ExprGraph
	input      *tensor.Dense
	parameters gorgonia.Nodes
	logits     *gorgonia.Node
}

func newNetwork(weights []*tensor.Dense, batch int, dropout float64) (*network, error) {
	g := gorgonia.NewGraph()
	in := weights[0].Shape()[0]
	input := tensor.New(tensor.WithShape(batch, in), tensor.Of(tensor.Float32))
	n := &network{graph: g, input: input}
	x := gorgonia.NodeFromAny(g, input, gorgonia.WithName("x"))
	var err error
	for i := 0; i < len(weights); i += 2 {
		w := gorgonia.NodeFromAny(g, weights[i], gorgonia.WithName("kernel"+string(rune('0'+i/2))))
		b := gorgonia.NodeFromAny(g, weights[i+1], gorgonia.WithName("bias"+string(rune('0'+i/2))))
		n.parameters = append(n.parameters, w, b)
		if x, err = dense(x, w, b); err != nil {
			return nil, err
		}
		if i+2 == len(weights) {
			break
		}
		if x, err = gorgonia.Rectify(x); err != nil {
			return nil, errors.Wrap(err, "plain: rectify")
		}
		if dropout > 0 {
			if x, err = gorgonia.Dropout(x, dropout); err != nil {
				return nil, errors.Wrap(err, "plain: dropout")
			}
		}
	}
	n.logits = x
	return n, nil
}

func dense(x, w, b *gorgonia.Node) (*gorgonia.Node, error) {
	product, err := gorgonia.Mul(x, w)
	if err != nil {
		return nil, errors.Wrap(err, "plain: product")
	}
	sum, err := gorgonia.BroadcastAdd(product, b, nil, []byte{0})
	return sum, errors.Wrap(err, "plain: bias")
}

// loss returns the mean cross-entropy of the logits against one-hot labels
// (batch, classes).
func (n *network) loss(labels *gorgonia.Node) (*gorgonia.Node, error) {
	logP, err := gorgonia.LogSoftMax(n.logits)
	if err != nil {
		return nil, errors.Wrap(err, "plain: log softmax")
	}
	picked, err := gorgonia.HadamardProd(logP, labels)
	if err != nil {
		return nil, errors.Wrap(err, "plain: loss")
	}
	rows, err := gorgonia.Sum(picked, 1)
	if err != nil {
		return nil, errors.Wrap(err, "plain: loss")
	}
	mean, err := gorgonia.Mean(rows)
	if err != nil {
		return nil, errors.Wrap(err, "plain: loss")
	}
	negative, err := gorgonia.Neg(mean)
	return negative, errors.Wrap(err, "plain: loss")
}
