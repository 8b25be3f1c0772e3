package graph

import (
	"math"
	"slices"
	"strings"
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
	scope    *Scope
	machine  *machine
	walk     *walk // nil: only the machine can run this graph
	x        *tensor.Dense
	targets  map[string]*tensor.Dense // by head, "" for the only output
	lossNode *gorgonia.Node
	roots    gorgonia.Nodes
	reads    []read
	was      map[*gorgonia.Node]*gorgonia.Node // what a rewritten node was before
	rows     [][]byte                          // of Images
	scales   bool                              // an operation scales the images
	still    bool                              // no state is updated

	output, loss gorgonia.Value
	heads        map[string]*gorgonia.Value
	tapped       map[string]*gorgonia.Value
	layers       []gorgonia.Value // of all layers, in order
	next         []gorgonia.Value // of the scope's updates
	grads        []gorgonia.ValueGrad
	parameters   []Parameter // reused
	byInput      []gorgonia.Value
}

// Input is the memory of the inputs, (batch, height·width) row-major. After a run
// it holds what the images were scaled to, if Images were set.
func (p *Program) Input() []float32 {
	x := p.x.Float32s()
	p.scope.images.Settle(x)
	return x
}

// Labels is the memory of the class numbers (batch), for a sparse loss; of a head's,
// if it is named. It is nil where the loss takes none.
func (p *Program) Labels(head ...string) []int32 {
	if t := p.target(head); t != nil && t.Dtype() == tensor.Int32 {
		return t.Int32s()
	}
	return nil
}

// Targets is the memory of the targets (batch, outputs), for a loss that is not
// sparse; of a head's, if it is named. It is nil where the loss takes none.
func (p *Program) Targets(head ...string) []float32 {
	if t := p.target(head); t != nil && t.Dtype() == tensor.Float32 {
		return t.Float32s()
	}
	return nil
}

func (p *Program) target(head []string) *tensor.Dense { return p.targets[strings.Join(head, "/")] }

// Batch returns how many examples a run takes.
func (p *Program) Batch() int { return p.x.Shape()[0] }

// Run computes the graph's values from the present inputs and parameters. In
// training it then updates the state, unless the loss is not finite.
func (p *Program) Run() error {
	if err := p.RunStill(); err != nil {
		return err
	}
	p.updateState()
	return nil
}

// RunStill is Run, but leaves the state as it is: for a second run of one step.
func (p *Program) RunStill() error {
	if err := p.takeImages(); err != nil {
		return errors.Wrap(err, "graph: run")
	}
	if p.walk != nil && p.scope.mode != Training {
		return errors.Wrap(p.walk.run(nil), "graph: run")
	}
	for _, g := range p.grads {
		g.(*gradient).walked = nil
	}
	return errors.Wrap(p.machine.execute(), "graph: run")
}

// updateState writes what the layers have asked for into the state.
func (p *Program) updateState() {
	if p.still || len(p.next) == 0 {
		return
	}
	if loss := p.Loss(); p.lossNode != nil && (math.IsNaN(loss) || math.IsInf(loss, 0)) {
		return
	}
	for i, u := range p.scope.updates {
		state, next := p.scope.params.Get(u.state.Name()), p.next[i].(*tensor.Dense)
		if state.Dtype() == tensor.Float64 {
			copy(state.Float64s(), next.Float64s())
			continue
		}
		copy(state.Float32s(), next.Float32s())
	}
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
	if err := p.walk.run(record); err != nil {
		return errors.Wrap(err, "graph: profile")
	}
	p.updateState()
	return nil
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
// the next run; that of a head, if it is named. In a program whose loss works on the
// logits of a softmax or sigmoid these are the logits.
func (p *Program) Output(head ...string) []float32 {
	if len(head) > 0 {
		return floatsOf(p.heads, strings.Join(head, "/"))
	}
	if t, ok := p.output.(*tensor.Dense); ok {
		return t.Float32s()
	}
	return nil
}

// Tapped returns the last run's values of a layer or tap of Options.Taps, row-major,
// valid until the next run; nil if there is none of the name.
func (p *Program) Tapped(name string) []float32 { return floatsOf(p.tapped, name) }

func floatsOf(values map[string]*gorgonia.Value, name string) []float32 {
	v, ok := values[name]
	if !ok {
		return nil
	}
	if t, ok := (*v).(*tensor.Dense); ok {
		return t.Float32s()
	}
	return nil
}

// readTaps reads the layers and taps of these names.
func (p *Program) readTaps(names []string) error {
	p.tapped = map[string]*gorgonia.Value{}
	var known []string
	nodes := map[string]*gorgonia.Node{}
	for _, l := range p.scope.outputs {
		nodes[l.name], known = l.node, append(known, l.name)
	}
	for _, t := range p.scope.taps {
		if nodes[t.name] != nil && slices.Contains(names, t.name) {
			return errors.Errorf("graph: got the tap %q, which is a layer's name too: choose another one", t.name)
		}
		nodes[t.name], known = t.node, append(known, t.name)
	}
	for _, name := range names {
		n, ok := nodes[name]
		if !ok {
			return errors.Errorf("graph: got the tap %q, have %s", name, strings.Join(known, ", "))
		}
		p.tapped[name] = new(gorgonia.Value)
		p.read(n, p.tapped[name])
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

// read is a node whose value is wanted after a run, and where.
type read struct {
	node *gorgonia.Node
	into *gorgonia.Value
}

// read makes n's value readable after a run, whatever reuses its memory.
func (p *Program) read(n *gorgonia.Node, into *gorgonia.Value) {
	p.reads = append(p.reads, read{n, into})
}

// start makes the machine and the walk for what the roots need.
func (p *Program) start() error {
	p.next = make([]gorgonia.Value, len(p.scope.updates))
	for i, u := range p.scope.updates {
		p.read(u.next, &p.next[i])
	}
	if err := p.rewrite(); err != nil {
		return err
	}
	for _, g := range p.grads {
		p.roots = append(p.roots, g.(*gradient).node)
	}
	for _, r := range p.reads {
		p.roots = append(p.roots, gorgonia.Read(r.node, r.into))
	}
	p.walk = newWalk(p)
	reached := reachedFrom(p.roots...)
	var inputs gorgonia.Nodes
	for _, n := range p.scope.graph.AllNodes() { // in order
		if reached[n] && n.IsVar() {
			inputs = append(inputs, n)
		}
	}
	p.scales = p.scope.scalesImages(reached)
	if len(inputs) == 0 {
		return errors.New("graph: the output depends on no input")
	}
	var err error
	p.machine, err = newMachine(p.scope.graph, inputs, p.roots, p.walk != nil && !p.walk.replaces)
	return err
}
