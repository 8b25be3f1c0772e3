package graph

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

// Guarded is what Guard has found.
type Guarded struct {
	Layers []string // those with operations of gorgonia's own or a derivative of yours; none: there was nothing to check
	Worst  float64  // the largest relative error of a gradient, NaN where it could not be told
}

// String says it in a line, "" if there was nothing to check.
func (g Guarded) String() string {
	if len(g.Layers) == 0 {
		return ""
	}
	what := "1 layer of your own"
	if n := len(g.Layers); n > 1 {
		what = fmt.Sprintf("%d layers of your own", n)
	}
	if math.IsNaN(g.Worst) {
		return what + ": gradients not checked, the loss of random examples is not a number"
	}
	return fmt.Sprintf("%s: gradients right, %.0e", what, g.Worst)
}

// guardLimit is the relative error above which a gradient is wrong.
const guardLimit = 1e-5

// guardWork bounds the multiply-adds that a guard spends, so that it takes a fifth of
// a second at most.
const guardWork = 4e7

// Guard checks a network before it is trained, if it has operations of gorgonia's
// own or a derivative of yours, in a layer or in the loss: that the gradients of a few weights of each
// parameter are those of finite differences, and that a run changes no parameter. It
// is a small Check; what it finds wrong is an error.
func Guard(net Layer, params *Params, o CheckOptions) (Guarded, error) {
	o.Batch = 4
	layers, err := foreignLayers(net, params, o)
	if err != nil || len(layers) == 0 {
		return Guarded{}, err
	}
	runs := guardWork / float64(o.Batch*max(1, params.Count()))
	o.Samples = int(min(8, max(1, runs/float64(4*len(params.names)))))
	r, err := Check(net, params, o)
	if err != nil {
		return Guarded{}, err
	}
	g := Guarded{Layers: layers, Worst: r.Worst()}
	if len(r.Changed) > 0 {
		return g, errors.Errorf("graph: a run changes %s, which only the optimizer may: an operation of %s works in place (gorgonia's Add of a Reshape does): copy its input by op.Copy first",
			strings.Join(r.Changed, ", "), strings.Join(layers, ", "))
	}
	for _, p := range r.Params {
		if p.Differences > guardLimit {
			return g, errors.Errorf("graph: the gradient of %s is wrong by %.0e of its size: an operation of %s, or its derivative, is at fault; graph.Check shows all", p.Name, p.Differences, strings.Join(layers, ", "))
		}
	}
	return g, nil
}

// foreignLayers returns the layers that are to be checked, the loss among them.
func foreignLayers(net Layer, params *Params, o CheckOptions) (layers []string, err error) {
	p, err := compile(net, params, Options{
		Mode: Training, Batch: o.Batch, Input: o.Input, Classes: o.Classes, Loss: o.Loss, Clock: &Clock{},
	}, compiling{still: true})
	if err != nil {
		return nil, err
	}
	defer p.Close()
	s := p.scope
	s.output = p.lossNode
	for _, f := range s.foreign() {
		if !slices.Contains(layers, f.layer) {
			layers = append(layers, f.layer)
		}
	}
	return layers, nil
}
