package graph

import (
	"fmt"
	"sync"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/op"
)

// Mode is what a program is for.
type Mode int

// Inference has no dropout; Training has, and builds the gradients where there
// is a loss.
const (
	Inference Mode = iota
	Training
)

// Options say which program Compile makes.
type Options struct {
	Mode  Mode
	Batch int    // examples a run
	Input []int  // shape of one example: (784), (28, 28)
	Loss  Loss   // nil: only the output is computed
	Clock *Clock // of the dropout masks; nil: seed 0, step 0

	// Whole multiplies with the inputs' background too, and with the zeros of hidden
	// layers. To skip these saves most of the first layer, but where the background
	// is not 0 the last bits of an example's output then depend on the others of its
	// batch.
	Whole bool
}

// building guards gorgonia, whose graphs must not be built in parallel.
var building sync.Mutex

// Compile builds the expression graph of a network and a TapeMachine for it.
// The program computes with the memory of params.
func Compile(net Layer, params *Params, o Options) (*Program, error) {
	return compile(net, params, o, compiling{gradients: o.Mode == Training && o.Loss != nil})
}

// compiling are the choices that only this package makes.
type compiling struct {
	gradients bool
	taps      bool // read every layer's output
	double    bool // float64: params are of float64
}

func compile(net Layer, params *Params, o Options, c compiling) (p *Program, err error) {
	building.Lock()
	defer building.Unlock()
	defer recoverTo(&err)
	prepareGorgonia()
	of := tensor.Float32
	if c.double {
		of = tensor.Float64
	}
	s, err := newScope(of, params, o.Batch, o.Input)
	if err != nil {
		return nil, err
	}
	s.mode, s.whole = o.Mode, o.Whole
	if o.Clock != nil {
		s.clock = o.Clock
	}
	output, err := applyTo(net, s)
	if err != nil {
		return nil, err
	}
	p = &Program{scope: s, x: s.flat.Value().(*tensor.Dense)}
	if err := p.addLoss(o.Loss, output); err != nil {
		return nil, err
	}
	if c.gradients {
		if err := p.addGradients(); err != nil {
			return nil, err
		}
	}
	p.read(s.output, &p.output)
	if c.taps {
		p.taps = make([]gorgonia.Value, len(s.outputs))
		for i, layer := range s.outputs {
			p.read(layer.node, &p.taps[i])
		}
	}
	return p, p.start()
}

// addLoss makes the targets' leaf and the loss. A loss that works on the logits
// of a softmax makes them the output: their arg max is that of the
// probabilities, which then need not be computed.
func (p *Program) addLoss(l Loss, output *gorgonia.Node) error {
	p.scope.output = output
	if l == nil {
		return nil
	}
	shape, of := output.Shape().Clone(), p.scope.of
	if l.Sparse() {
		shape, of = tensor.Shape{shape[0]}, tensor.Int32
	}
	p.target = tensor.New(tensor.Of(of), tensor.WithShape(shape...))
	loss, err := l.Apply(p.scope, output, p.scope.bind("target", p.target))
	if err != nil {
		return where("loss "+l.Name(), err)
	}
	if !loss.IsScalar() {
		return where("loss "+l.Name(), errors.Errorf("is %v, want a scalar", loss.Shape()))
	}
	p.lossNode = loss
	p.read(loss, &p.loss)
	return nil
}

// addGradients derives the loss by every parameter. A solver may overwrite the
// gradient that it gets, so each must be a buffer that nothing else uses.
func (p *Program) addGradients() error {
	names, nodes := p.scope.params.names, gorgonia.Nodes{}
	for _, name := range names {
		n, ok := p.scope.nodes[name]
		if !ok {
			return errors.Errorf("graph: %s belongs to no layer of this network", name)
		}
		nodes = append(nodes, n)
	}
	grads, err := gorgonia.Grad(p.lossNode, nodes...)
	if err != nil {
		return errors.Wrapf(err, "graph: the loss has no gradient by all of %v", names)
	}
	seen := map[*gorgonia.Node]bool{}
	for i, g := range grads {
		value := p.scope.params.Get(names[i])
		if !g.Shape().Eq(value.Shape()) {
			return errors.Errorf("graph: the gradient of %s is %v, want %v", names[i], g.Shape(), value.Shape())
		}
		if seen[g] || !op.OwnsOutput(g) {
			if g, err = op.Copy(g); err != nil {
				return err
			}
		}
		seen[g] = true
		p.grads = append(p.grads, &gradient{names[i], value, g})
		p.roots = append(p.roots, g)
	}
	return nil
}

var once sync.Once

// prepareGorgonia sets what is global there: our products as its BLAS, and no
// "numerically stable" rewrites, which change nodes that are still in use.
func prepareGorgonia() {
	once.Do(func() {
		gorgonia.UseNonStable()
		gorgonia.Use(kernel.BLAS{})
	})
}

func recoverTo(err *error) {
	if r := recover(); r != nil {
		*err = errors.Errorf("graph: %s", fmt.Sprint(r))
	}
}
