package graph

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// Scope is what a layer sees of the graph that it is added to: the parameters
// by name, the mode, the random streams.
type Scope struct {
	graph  *gorgonia.ExprGraph
	of     tensor.Dtype
	params *Params
	seed   *uint64 // not nil: missing parameters are made, not refused
	mode   Mode
	whole  bool // no background is skipped
	clock  *Clock

	input, flat  *gorgonia.Node // the network's input, two shapes of one memory
	images       kernel.Images  // what is to be written there, if it has rows
	layer        string         // the name of the layer being applied
	asked        []string       // the parameters that it was the first to ask for
	used         map[string]int // how many layers have had a name
	nodes        map[string]*gorgonia.Node
	logits       map[*gorgonia.Node]*gorgonia.Node // what a softmax was made of
	binaryLogits map[*gorgonia.Node]*gorgonia.Node // what a sigmoid was made of
	output       *gorgonia.Node                    // what a program reads: the network's output, or its logits
	outputs      []layerOutput
}

// layerOutput is what remains of a layer once it is applied.
type layerOutput struct {
	name, kind string
	node       *gorgonia.Node
	params     []string
}

// newScope begins a graph whose input is (batch, shape...).
func newScope(of tensor.Dtype, params *Params, batch int, shape []int) (*Scope, error) {
	if batch < 1 || len(shape) == 0 || slices.Min(shape) < 1 {
		return nil, errors.Errorf("graph: input is (%d, %v), want a batch and sizes of at least 1", batch, shape)
	}
	s := &Scope{
		graph:        gorgonia.NewGraph(),
		of:           of,
		params:       params,
		clock:        new(Clock),
		used:         map[string]int{},
		nodes:        map[string]*gorgonia.Node{},
		logits:       map[*gorgonia.Node]*gorgonia.Node{},
		binaryLogits: map[*gorgonia.Node]*gorgonia.Node{},
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
	if inner, ok := l.(Sequential); ok {
		return inner.Apply(s, x)
	}
	outer, asked := s.layer, s.asked
	defer func() { s.layer, s.asked = outer, asked }()
	kind := Kind(l)
	s.layer, s.asked = s.unique(l, kind), nil
	y, err := l.Apply(s, x)
	switch {
	case err != nil:
		return nil, where(s.layer, err)
	case y == nil:
		return nil, where(s.layer, errors.New("returned no node"))
	}
	s.outputs = append(s.outputs, layerOutput{s.layer, kind, y, s.asked})
	return y, nil
}

// unique names a layer as Keras does: dense, dense_1, dense_2 …
func (s *Scope) unique(l Layer, kind string) string {
	name := snake(kind)
	if n, ok := l.(named); ok && n.name() != "" {
		name = n.name()
	}
	if s.layer != "" {
		name = s.layer + "/" + name
	}
	k := s.used[name]
	s.used[name]++
	if k > 0 {
		name = fmt.Sprintf("%s_%d", name, k)
	}
	return name
}

// Param returns the node of the layer's parameter of that name and shape. When
// the network's parameters are made, init draws its first values, from a random
// stream that the seed and the name decide. Asked for again, a parameter is shared.
func (s *Scope) Param(name string, init Initializer, shape ...int) (*gorgonia.Node, error) {
	if s.layer != "" {
		name = s.layer + "/" + name
	}
	if len(shape) == 0 || slices.Min(shape) < 1 {
		return nil, errors.Errorf("%s is %v, want at least one axis, sizes of at least 1", name, shape)
	}
	if n, ok := s.nodes[name]; ok {
		return n, s.checkShape(name, shape)
	}
	if s.params.Get(name) == nil {
		if s.seed == nil {
			return nil, errors.Wrapf(ErrParam, "got %s, have %v", name, s.params.names)
		}
		s.draw(name, init, shape)
	}
	if err := s.checkShape(name, shape); err != nil {
		return nil, err
	}
	n := s.bind(name, view(s.params.Get(name)))
	s.nodes[name] = n
	s.asked = append(s.asked, name)
	return n, nil
}

func (s *Scope) checkShape(name string, want []int) error {
	if got := s.params.Get(name).Shape(); !slices.Equal(got, want) {
		return errors.Wrapf(ErrParam, "%s is %v, want %v", name, got, tensor.Shape(want))
	}
	return nil
}

func (s *Scope) draw(name string, init Initializer, shape []int) {
	w := make([]float64, tensor.Shape(shape).TotalSize())
	init(rand.New(rand.NewPCG(*s.seed, stream(name))), shape[0], shape[len(shape)-1], w)
	for i, dst := 0, s.params.add(name, tensor.Float32, shape).Float32s(); i < len(w); i++ {
		dst[i] = float32(w[i])
	}
}

// Graph returns the expression graph, for layers that make leaves of their own.
func (s *Scope) Graph() *gorgonia.ExprGraph { return s.graph }

// Dtype returns the type of the graph's numbers: float32, or float64 in a
// gradient check. Leaves that a layer makes must be of it.
func (s *Scope) Dtype() tensor.Dtype { return s.of }

// Training reports whether the graph is for training: dropout is on.
func (s *Scope) Training() bool { return s.mode == Training }

// Constant returns a scalar of the graph's type. gorgonia merges constants that
// print the same whatever their type; this names them apart.
func (s *Scope) Constant(v float64) *gorgonia.Node {
	name := gorgonia.WithName(fmt.Sprintf("constant %v of %v", v, s.of))
	if s.of == tensor.Float64 {
		return s.graph.AddNode(gorgonia.NewConstant(v, name))
	}
	return s.graph.AddNode(gorgonia.NewConstant(float32(v), name))
}

// Stream returns the number of the layer's random stream, for [op.Dropout].
func (s *Scope) Stream() uint64 { return stream(s.layer) }

// Clock returns the seed and step of the random streams.
func (s *Scope) Clock() *Clock { return s.clock }

// isInput reports whether x is the network's data, which needs no gradient.
func (s *Scope) isInput(x *gorgonia.Node) bool { return x == s.input || x == s.flat }

func checkRate(rate float64) error {
	if !(rate >= 0 && rate < 1) {
		return errors.Errorf("rate is %v, want 0 <= rate < 1", rate)
	}
	return nil
}
