package graph

import (
	"sync"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/blas"
	"digits/graph/op"
)

// Mode is what a program is for.
type Mode int

// Inference has no dropout; Training has, goes by the batch's statistics in a batch
// norm, and builds the gradients where there is a loss. MonteCarlo is Inference with
// dropout and noise: predictions whose spread tells how certain a network is (Gal &
// Ghahramani, 2016).
const (
	Inference Mode = iota
	Training
	MonteCarlo
)

// Options say which program Compile makes.
type Options struct {
	Mode    Mode
	Batch   int    // examples a run
	Input   []int  // shape of one example: (784), (28, 28)
	Classes int    // what graph.Classes stands for; 0: nothing
	Loss    Loss   // nil: only the output is computed
	Clock   *Clock // of dropout and noise; a network that has them needs it in Training and MonteCarlo

	// InputGradient computes the gradient of the loss by the input, too; in Inference
	// nothing but that.
	InputGradient bool

	// Taps are the layers, and the nodes that Scope.Tap has named, whose values are to
	// be read by Tapped.
	Taps []string

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
	layers    bool // read every layer's output
	double    bool // float64: params are of float64
	still     bool // no state is updated
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
	s.mode, s.whole, s.clock, s.classes, s.byInput = o.Mode, o.Whole, o.Clock, o.Classes, o.InputGradient
	output, err := applyTo(net, s)
	if err != nil {
		return nil, err
	}
	p = &Program{scope: s, x: s.flat.Value().(*tensor.Dense), still: c.still, targets: map[string]*tensor.Dense{}}
	if err := p.addLoss(o.Loss, output); err != nil {
		return nil, err
	}
	if err := p.addGradients(c.gradients, o.InputGradient); err != nil {
		return nil, err
	}
	p.read(s.output, &p.output)
	p.readHeads()
	if err := p.readTaps(o.Taps); err != nil {
		return nil, err
	}
	if c.layers {
		p.layers = make([]gorgonia.Value, len(s.outputs))
		for i, layer := range s.outputs {
			p.read(layer.node, &p.layers[i])
		}
	}
	return p, p.start()
}

// addLoss makes the targets' leaves and the loss, with what layers add to it. A loss
// that works on the logits of a softmax makes them the output: their arg max is that
// of the probabilities, which then need not be computed.
func (p *Program) addLoss(l Loss, output *gorgonia.Node) error {
	p.scope.output = output
	if l == nil {
		return p.scope.checkRight()
	}
	loss, err := p.lossOf(l, output)
	if err != nil {
		return err
	}
	if added := p.scope.added; len(added) > 0 {
		if loss, err = sum(append(added, loss)); err != nil {
			return err
		}
	}
	p.lossNode = loss
	p.scope.own("the loss")
	if err := p.scope.checkRight(); err != nil {
		return err
	}
	p.read(loss, &p.loss)
	return nil
}

func sum(scalars gorgonia.Nodes) (*gorgonia.Node, error) {
	ones := make([]float64, len(scalars))
	for i := range ones {
		ones[i] = 1
	}
	return op.Weighted(scalars, ones)
}

// lossOf is the loss itself: that of the output, or of all heads.
func (p *Program) lossOf(l Loss, output *gorgonia.Node) (*gorgonia.Node, error) {
	if w, ok := l.(Weighted); ok {
		return p.weighted(w)
	}
	return p.lossBy(l, output, "")
}

// lossBy adds a loss of one output, with a leaf for its targets.
func (p *Program) lossBy(l Loss, output *gorgonia.Node, head string) (*gorgonia.Node, error) {
	shape, of := output.Shape().Clone(), p.scope.of
	if l.Sparse() {
		shape, of = tensor.Shape{shape[0]}, tensor.Int32
	}
	target := tensor.New(tensor.Of(of), tensor.WithShape(shape...))
	p.targets[head] = target
	return p.scope.appliedLoss(l, output, p.scope.bind(join("target", head), target))
}

var once sync.Once

// prepareGorgonia sets what is global there: our products as its BLAS, and no
// "numerically stable" rewrites, which change nodes that are still in use.
func prepareGorgonia() {
	once.Do(func() {
		gorgonia.UseNonStable()
		gorgonia.Use(blas.BLAS{})
	})
}
