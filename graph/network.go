package graph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Classes as a layer's units are as many as there are classes.
const Classes = -1

// WithClasses returns the network where there are so many classes.
func WithClasses(net Layer, classes int) Layer { return ofClasses{net, classes} }

type ofClasses struct {
	net     Layer
	classes int
}

func (ofClasses) transparent() {}

// Apply applies the network.
func (o ofClasses) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	before := s.classes
	defer func() { s.classes = before }()
	s.classes = o.classes
	return s.Apply(o.net, x)
}

// Init makes a network's parameters and state for examples of the given shape. The
// seed decides them all.
func Init(net Layer, input []int, seed uint64) (*Params, error) {
	s, err := sketch(net, input, &Params{}, func(s *Scope) { s.seed = &seed })
	if err != nil {
		return nil, err
	}
	return s.params, nil
}

// Restore returns the parameters and the state in the order of the network's
// layers, if they are all that it wants, and of the right shapes. It allocates
// nothing that depends on the network's description, which may come from a
// stranger.
func Restore(net Layer, input []int, have *Params) (*Params, error) {
	size := 1
	for _, n := range input {
		if n < 1 || size > maxInput/n {
			return nil, errors.Wrapf(ErrParam, "graph: got an input of %v, want sizes of at least 1, and at most %d numbers in all", input, maxInput)
		}
		size *= n
	}
	if size > max(have.Count(), smallInput) {
		return nil, errors.Wrapf(ErrParam, "graph: got an input of %v, but %d weights in all", input, have.Count())
	}
	s, err := sketch(net, input, have, func(*Scope) {})
	if err != nil {
		return nil, err
	}
	ordered := &Params{values: have.values}
	for _, l := range s.outputs {
		if n := l.node.Shape()[1:].TotalSize(); n < 0 || n > maxGrowth*max(have.Count(), smallInput) {
			return nil, errors.Wrapf(ErrParam, "graph: %s puts out %d numbers an example, but there are %d weights in all", l.name, n, have.Count())
		}
		for _, name := range l.params {
			ordered.names = append(ordered.names, name)
			ordered.setState(name, s.states[name])
		}
	}
	if len(ordered.names) != len(have.names) {
		return nil, errors.Wrapf(ErrParam, "graph: got %v, want %v", have.names, ordered.names)
	}
	return ordered, nil
}

// Bounds on the inputs that a file may describe, and on what layers make of them
// without weights: lists of Concat in Concat double it each time.
const (
	maxInput   = 1 << 28
	smallInput = 1 << 16
	maxGrowth  = 4
)

// sketchBatch is the batch to which a network is applied to learn its shapes: not 1,
// which gorgonia takes for a row or a number at times, nor what layers have as units.
const sketchBatch = 7

// sketch applies a network to a small batch, to learn its parameters and shapes. What
// is to be done where a parameter is missing, prepare says: it is an error else.
func sketch(net Layer, input []int, params *Params, prepare func(*Scope)) (*Scope, error) {
	return sketchOf(sketchBatch, net, input, params, prepare)
}

func sketchOf(batch int, net Layer, input []int, params *Params, prepare func(*Scope)) (s *Scope, err error) {
	building.Lock()
	defer building.Unlock()
	defer recoverTo(&err)
	prepareGorgonia()
	if s, err = newScope(tensor.Float32, params, batch, input); err != nil {
		return nil, err
	}
	s.clock = new(Clock)
	prepare(s)
	if s.output, err = applyTo(net, s); err != nil {
		return nil, ofSketch(batch, err)
	}
	return s, s.checkRight()
}

// sketched is a sketch with the parameters, or with zeros where they are nil.
func sketched(net Layer, input []int, params *Params) (*Scope, error) {
	if params == nil {
		return sketch(net, input, &Params{}, func(s *Scope) { s.empty = true })
	}
	return sketch(net, input, params, func(*Scope) {})
}

// ofSketch says of which batch the shapes in an error are.
func ofSketch(batch int, err error) error {
	if !strings.Contains(err.Error(), fmt.Sprintf("(%d, ", batch)) {
		return err
	}
	return &sketchError{err, batch}
}

type sketchError struct {
	error
	batch int
}

func (e *sketchError) Error() string {
	return fmt.Sprintf("%v (the network was tried on a batch of %d)", e.error, e.batch)
}
func (e *sketchError) Unwrap() error { return e.error }

func applyTo(net Layer, s *Scope) (*gorgonia.Node, error) { return s.Apply(net, s.input) }

// Outline is what a network is made of and what it puts out, for examples of a
// shape, in inference.
type Outline struct {
	Summary
	Output []int // shape of one example's output
	Kind   OutputKind

	Trained  []string // the parameters that are trained, in order
	Foreign  []string // the layers that have operations of gorgonia's own or a derivative of yours, in order
	HeadsOf  []string // the names of the heads, nil if there is one output
	WidthsOf []int    // their widths
}

// OutputKind is what the numbers are that a network puts out, as far as its graph
// tells.
type OutputKind int

// Logits, or any numbers; probabilities that sum to 1, as those of a softmax; each one
// from 0 to 1, as those of sigmoids.
const (
	Numbers OutputKind = iota
	Distribution
	Shares
)

// outputKinds are those of our operations, by what they print.
var outputKinds = map[string]OutputKind{
	"softmax": Distribution, "sparsemax": Distribution,
	"sigmoid": Shares, "hard_sigmoid": Shares, "hard_sigmoid_keras2": Shares, "sparse_sigmoid": Shares,
}

// Describe returns the outline of a network. params, if not nil, are its parameters:
// then nothing is allocated that depends on the network's description.
func Describe(net Layer, input []int, params *Params) (*Outline, error) {
	s, err := sketched(net, input, params)
	if err != nil {
		return nil, err
	}
	return s.outline(), nil
}

// kindOf tells what a node's numbers are.
func (s *Scope) kindOf(n *gorgonia.Node) OutputKind {
	if kind, ok := s.kinds[n]; ok {
		return kind
	}
	if n.Op() == nil {
		return Numbers
	}
	return outputKinds[n.Op().String()]
}

func (s *Scope) outline() *Outline {
	o := &Outline{Summary: s.summary(), Output: slices.Clone(s.output.Shape()[1:])}
	o.Kind = s.kindOf(s.output)
	for _, name := range s.params.names {
		if !s.states[name] && !s.frozen[name] {
			o.Trained = append(o.Trained, name)
		}
	}
	for _, h := range s.heads {
		o.HeadsOf, o.WidthsOf = append(o.HeadsOf, h.name), append(o.WidthsOf, h.node.Shape()[1])
	}
	for _, f := range s.foreign() {
		if !slices.Contains(o.Foreign, f.layer) {
			o.Foreign = append(o.Foreign, f.layer)
		}
	}
	return o
}
