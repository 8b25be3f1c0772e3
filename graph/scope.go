package graph

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// Scope is what a layer sees of the graph that it is added to: the parameters
// and the state by name, the mode, the random streams.
type Scope struct {
	graph   *gorgonia.ExprGraph
	of      tensor.Dtype
	params  *Params
	seed    *uint64 // not nil: missing parameters are drawn, not refused
	empty   bool    // missing parameters are 0
	mode    Mode
	whole   bool // no background is skipped
	clock   *Clock
	classes int  // 0: not known
	freezes int  // how many of the layers around are frozen
	byInput bool // the gradient by the input is wanted

	input, flat *gorgonia.Node // the network's input, two shapes of one memory
	images      kernel.Images  // what is to be written there, if it has rows

	layer   string                    // the name of the layer being applied
	member  string                    // the name of the member of an Average that is
	asked   []string                  // the parameters and the state that it was the first to ask for
	names   names                     // of all layers
	streams map[string]int            // how many random streams each layer has asked for
	shared  sharing                   // of the layers that were given by a pointer
	nodes   map[string]*gorgonia.Node // of parameters and state
	askedBy map[string]string         // the layer that was the first to ask for one
	states  map[string]bool           // those of nodes that are state
	frozen  map[string]bool           // parameters that are not trained

	owners map[*gorgonia.Node]string // the layer that has made a node
	owned  int                       // how many nodes have one
	byHand map[*gorgonia.Node]bool   // those whose derivative is a function of the user's

	penalized map[penalized]bool
	updates   []update
	added     []*gorgonia.Node // by AddLoss
	taps      []tap
	heads     []head

	logits       map[*gorgonia.Node]*gorgonia.Node // what a softmax was made of
	binaryLogits map[*gorgonia.Node]*gorgonia.Node // what a sigmoid was made of
	kinds        map[*gorgonia.Node]OutputKind     // of what its operation does not tell
	output       *gorgonia.Node                    // what a program reads: the network's output, or its logits
	outputs      []layerOutput
}

// layerOutput is what remains of a layer once it is applied.
type layerOutput struct {
	name, kind string
	node       *gorgonia.Node
	params     []string // and state
}

// tap is a node that a program may read, by name.
type tap struct {
	name string
	node *gorgonia.Node
}

// newScope begins a graph whose input is (batch, shape...).
func newScope(of tensor.Dtype, params *Params, batch int, shape []int) (*Scope, error) {
	if batch < 1 || len(shape) == 0 || slices.Min(shape) < 1 {
		return nil, errors.Errorf("graph: input is %v in batches of %d, want sizes of at least 1", shape, batch)
	}
	s := &Scope{
		graph:        gorgonia.NewGraph(),
		of:           of,
		params:       params,
		names:        newNames(),
		streams:      map[string]int{},
		shared:       sharing{once: map[any][]string{}},
		nodes:        map[string]*gorgonia.Node{},
		askedBy:      map[string]string{},
		penalized:    map[penalized]bool{},
		states:       map[string]bool{},
		frozen:       map[string]bool{},
		owners:       map[*gorgonia.Node]string{},
		byHand:       map[*gorgonia.Node]bool{},
		logits:       map[*gorgonia.Node]*gorgonia.Node{},
		binaryLogits: map[*gorgonia.Node]*gorgonia.Node{},
		kinds:        map[*gorgonia.Node]OutputKind{},
	}
	size := tensor.Shape(shape).TotalSize()
	x := (&Params{}).add("input", of, tensor.Shape{batch, size})
	s.flat = s.bind("input/flat", x)
	s.input = s.flat
	if len(shape) > 1 {
		whole := tensor.New(tensor.WithShape(append([]int{batch}, shape...)...), tensor.WithBacking(x.Data()))
		s.input = s.bind("input", whole)
	}
	return s, nil
}

// bind makes a leaf over a tensor's memory.
func (s *Scope) bind(name string, t *tensor.Dense) *gorgonia.Node {
	return gorgonia.NewTensor(s.graph, t.Dtype(), t.Dims(), gorgonia.WithShape(t.Shape()...),
		gorgonia.WithName(name), gorgonia.WithValue(t))
}

// Apply adds a layer under a name of its own and records its output. A layer
// that is made of layers applies them with it.
func (s *Scope) Apply(l Layer, x *gorgonia.Node) (*gorgonia.Node, error) {
	if l == nil {
		return nil, where("layer "+strconv.Itoa(len(s.outputs)), errors.New("is nil"))
	}
	defer s.shared.enter(l)()
	if _, ok := l.(transparent); ok {
		return l.Apply(s, x)
	}
	outer, asked := s.layer, s.asked
	defer func() { s.layer, s.asked = outer, asked }()
	kind := Kind(l)
	name, again, err := s.nameOf(l, kind)
	if err != nil {
		return nil, err
	}
	s.own(outer)
	s.layer, s.asked = name, nil
	y, err := s.applied(l, x)
	s.own(s.layer)
	switch {
	case err != nil:
		return nil, where(s.layer, err)
	case y == nil:
		return nil, where(s.layer, errors.New("returned no node"))
	case outer == "" && !sameBatch(x, y):
		return nil, where(s.layer, errors.Errorf("makes %v of %v: want the batch as the first axis of both", y.Shape(), x.Shape()))
	}
	if again {
		if name, err = s.names.give(outer, "", kind); err != nil {
			return nil, err
		}
	}
	s.outputs = append(s.outputs, layerOutput{name, kind, y, s.asked})
	return y, nil
}

// sameBatch reports whether two nodes have the same first axis.
func sameBatch(x, y *gorgonia.Node) bool {
	return x.Dims() > 0 && y.Dims() > 0 && x.Shape()[0] == y.Shape()[0]
}

// applied calls a layer's Apply. A panic, as gorgonia's Must is one, is an error.
func (s *Scope) applied(l Layer, x *gorgonia.Node) (y *gorgonia.Node, err error) {
	defer recoverTo(&err)
	return l.Apply(s, x)
}

// Graph returns the expression graph, for layers that make leaves of their own.
func (s *Scope) Graph() *gorgonia.ExprGraph { return s.graph }

// Dtype returns the type of the graph's numbers: float32, or float64 in a
// gradient check. Leaves that a layer makes must be of it.
func (s *Scope) Dtype() tensor.Dtype { return s.of }

// Training reports whether the graph is for training: batch norm goes by the
// batch's statistics.
func (s *Scope) Training() bool { return s.mode == Training }

// Random reports whether the graph has dropout and noise: in training, and in
// Monte Carlo predictions.
func (s *Scope) Random() bool { return s.mode != Inference }

// Constant returns a scalar of the graph's type. gorgonia merges constants that
// print the same whatever their type; this names them apart.
func (s *Scope) Constant(v float64) *gorgonia.Node {
	name := gorgonia.WithName(fmt.Sprintf("constant %v of %v", v, s.of))
	if s.of == tensor.Float64 {
		return s.graph.AddNode(gorgonia.NewConstant(v, name))
	}
	return s.graph.AddNode(gorgonia.NewConstant(float32(v), name))
}

// Stream returns the number of a random stream of the layer's, for [op.Dropout]: another
// one each time that it is asked for, so that two masks are not one.
func (s *Scope) Stream() uint64 {
	n := s.streams[s.layer]
	s.streams[s.layer]++
	if n == 0 {
		return stream(s.layer)
	}
	return stream(fmt.Sprintf("%s#%d", s.layer, n))
}

// Clock returns the seed and step of the random streams. It is an error where the
// program was compiled without one: its masks would be the same at every step.
func (s *Scope) Clock() (*Clock, error) {
	if s.clock == nil {
		return nil, errors.New("draws random numbers, but the program has no clock: give Options.Clock, and advance its Step before each run")
	}
	return s.clock, nil
}

// isInput reports whether x is the network's data, which needs no gradient.
func (s *Scope) isInput(x *gorgonia.Node) bool {
	return (x == s.input || x == s.flat) && !s.byInput
}

// units returns a number of units, or of the classes for Classes.
func (s *Scope) units(units int) (int, error) {
	switch {
	case units == Classes && s.classes > 0:
		return s.classes, nil
	case units == Classes:
		return 0, errors.New("units are graph.Classes, but the number of classes is not known: give Options.Classes, or a number")
	case units < 1:
		return 0, errors.Errorf("units are %d, want at least 1", units)
	}
	return units, nil
}

func checkRate(rate float64) error {
	if !(rate >= 0 && rate < 1) {
		return errors.Errorf("rate is %v, want 0 <= rate < 1", rate)
	}
	return nil
}
