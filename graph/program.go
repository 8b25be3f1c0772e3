package graph

import (
	"math"
	"time"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Program is an expression graph with a TapeMachine for one mode and batch
// size. Write a batch into Input and Labels (or Targets), Run, then read Loss,
// Output and Gradients. A Program is not safe for concurrent use, several are.
//
// Inference leaves the TapeMachine aside where all operations are ours.
type Program struct {
	scope     *Scope
	machine   *machine
	walk      *walk // nil: only the machine can run this graph
	x, target *tensor.Dense
	lossNode  *gorgonia.Node
	roots     gorgonia.Nodes
	reads     []read
	rows      [][]byte // of Images
	scales    bool     // an operation scales the images

	output, loss gorgonia.Value
	taps         []gorgonia.Value
	grads        []gorgonia.ValueGrad
}

// Input is the memory of the inputs, (batch, height·width) row-major. After a run
// it holds what the images were scaled to, if Images were set.
func (p *Program) Input() []float32 {
	x := p.x.Float32s()
	p.scope.images.Settle(x)
	return x
}

// Labels is the memory of the class numbers (batch), for a sparse loss.
func (p *Program) Labels() []int32 { return p.target.Int32s() }

// Targets is the memory of the targets (batch, classes), for a loss that is not sparse.
func (p *Program) Targets() []float32 { return p.target.Float32s() }

// Run computes the graph's values from the present inputs and parameters.
func (p *Program) Run() error {
	if err := p.takeImages(); err != nil {
		return errors.Wrap(err, "graph: run")
	}
	if p.walk != nil && p.scope.mode == Inference {
		return errors.Wrap(p.walk.run(nil), "graph: run")
	}
	return errors.Wrap(p.machine.execute(), "graph: run")
}

// Profile does what Run does, operation by operation without the TapeMachine,
// and tells record how long each took. It is an error if the graph has
// operations of gorgonia's own.
func (p *Program) Profile(record func(operation string, took time.Duration)) error {
	if p.walk == nil {
		return errors.New("graph: profile: got operations of gorgonia's own, want only those of package op")
	}
	if err := p.takeImages(); err != nil {
		return errors.Wrap(err, "graph: profile")
	}
	return errors.Wrap(p.walk.run(record), "graph: profile")
}

// Loss returns the last run's loss, NaN before the first.
func (p *Program) Loss() float64 {
	switch v := p.loss.(type) {
	case *gorgonia.F32:
		return float64(*v)
	case *gorgonia.F64:
		return float64(*v)
	}
	return math.NaN()
}

// Output returns the last run's output (batch, units), row-major, valid until
// the next run. In a program whose loss works on the logits of a softmax or sigmoid these
// are the logits.
func (p *Program) Output() []float32 {
	if t, ok := p.output.(*tensor.Dense); ok {
		return t.Float32s()
	}
	return nil
}

// Gradients returns the parameters with the gradients of the last run, in the
// parameters' order, for a solver's Step. A Step may overwrite the gradients.
func (p *Program) Gradients() []gorgonia.ValueGrad { return p.grads }

// Close releases the machine.
func (p *Program) Close() error { return p.machine.tape.Close() }

// Instructions returns how many instructions of the TapeMachine a run executes.
func (p *Program) Instructions() int { return p.machine.instructions() }

// gradient is a parameter and the node of its gradient, for solvers.
type gradient struct {
	name  string
	value *tensor.Dense
	node  *gorgonia.Node
}

// Value returns the parameter.
func (g *gradient) Value() gorgonia.Value { return g.value }

// Grad returns the last run's gradient.
func (g *gradient) Grad() (gorgonia.Value, error) {
	if v := g.node.Value(); v != nil {
		return v, nil
	}
	return nil, errors.Errorf("graph: %s has no gradient before the first run", g.name)
}

// Name returns the parameter's name.
func (g *gradient) Name() string { return g.name }

// read is a node whose value is wanted after a run, and where.
type read struct {
	node *gorgonia.Node
	into *gorgonia.Value
}

// read makes n's value readable after a run, whatever reuses its memory.
func (p *Program) read(n *gorgonia.Node, into *gorgonia.Value) {
	p.reads = append(p.reads, read{n, into})
	p.roots = append(p.roots, gorgonia.Read(n, into))
}

// start makes the machine and the walk for what the roots need.
func (p *Program) start() error {
	p.walk = newWalk(p)
	var inputs gorgonia.Nodes
	reached := map[*gorgonia.Node]bool{}
	var visit func(n *gorgonia.Node)
	visit = func(n *gorgonia.Node) {
		if reached[n] {
			return
		}
		reached[n] = true
		if n.IsVar() {
			inputs = append(inputs, n)
		}
		for children := p.scope.graph.From(n.ID()); children.Next(); {
			visit(children.Node().(*gorgonia.Node))
		}
	}
	for _, root := range p.roots {
		visit(root)
	}
	p.scales = p.scope.scalesImages(reached)
	if len(inputs) == 0 {
		return errors.New("graph: the output depends on no input")
	}
	var err error
	p.machine, err = newMachine(p.scope.graph, inputs, p.roots, p.walk != nil)
	return err
}
