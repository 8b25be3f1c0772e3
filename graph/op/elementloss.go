package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// Elements is a loss in float32 that is the mean over all elements of a function of output
// and target: it writes the function's derivatives of a block of some hundred elements to
// d, and returns the sum of its values.
type Elements func(y, target, d []float32) float32

// elementBlock is how many elements are summed in float32, in the order of the function;
// the blocks' sums are added in float64, in ascending order.
const elementBlock = 256

// elementLoss is the float32 form of a loss of Elements. It finds the derivatives with
// the values, in one pass.
type elementLoss struct {
	base
	f     LossFunction
	value gorgonia.Value
	mean  *float32
	job   elementJob
}

func newElementLoss(f LossFunction) *elementLoss {
	l := &elementLoss{base: newBase(f.Name, 2), f: f}
	l.value, l.mean = newScalar[float32]()
	return l
}

// Type returns output -> target -> scalar.
func (l *elementLoss) Type() hm.Type { return hm.NewFnType(matrix(a), targetType(false), a) }

// InferShape returns a scalar's shape.
func (l *elementLoss) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return l.targetShapes(inputs, "output", false)
}

// Do computes the mean.
func (l *elementLoss) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &l.job
	if err := read(inputs, &j.y, &j.target); err != nil {
		return nil, errors.Wrapf(err, "op: %s", l.name)
	}
	j.of, j.d = l.f.Elements, sizedSingle(j.d, len(j.y))
	blocks := (len(j.y) + elementBlock - 1) / elementBlock
	j.sums = sized(j.sums, blocks)
	kernel.Parallel(blocks, 1+worthACore/elementBlock, j)
	*l.mean = float32(sum(j.sums) / float64(len(j.y)))
	return l.value, nil
}

// DiffWRT says that the output has a gradient, the target none.
func (l *elementLoss) DiffWRT(int) []bool { return []bool{true, false} }

// SymDiff builds the derivatives times dloss/elements.
func (l *elementLoss) SymDiff(inputs gorgonia.Nodes, loss, dloss *gorgonia.Node) (gorgonia.Nodes, error) {
	dy, err := gorgonia.ApplyOp(&elementLossGrad{base: newBase(l.name+"Grad", 3), forward: l}, inputs[0], loss, dloss)
	return gorgonia.Nodes{dy, nil}, err
}

// elementJob is a kernel.Job over blocks.
type elementJob struct {
	of           Elements
	y, target, d []float32
	sums         []float64
}

// Run does blocks lo..hi-1.
func (j *elementJob) Run(lo, hi int) {
	for b := lo; b < hi; b++ {
		from, to := b*elementBlock, min((b+1)*elementBlock, len(j.y))
		j.sums[b] = float64(j.of(j.y[from:to], j.target[from:to], j.d[from:to]))
	}
}

// elementLossGrad is forward's derivatives times dloss/elements.
type elementLossGrad struct {
	base
	forward *elementLoss
	dy      buffer[float32]
	job     elementGradJob
}

func (g *elementLossGrad) Type() hm.Type { return function(2, 0, 0, 2) }

func (g *elementLossGrad) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"output", 2}, rank{"loss", 0}, rank{"dloss", 0})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

func (g *elementLossGrad) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	dloss, err := scalar[float32](inputs[2])
	if err != nil {
		return nil, err
	}
	j := &g.job
	j.d, j.dy = g.forward.job.d, g.dy.of(inputs[0].Shape()...)
	for i := range j.scale {
		j.scale[i] = float32(float64(dloss) / float64(len(j.d)))
	}
	kernel.Parallel(len(j.d), worthACore, j)
	return g.dy.tensor, nil
}

// elementGradJob is a kernel.Job over elements.
type elementGradJob struct {
	d, dy []float32
	scale [elementBlock]float32 // the same number
}

// Run does elements lo..hi-1.
func (j *elementGradJob) Run(lo, hi int) {
	for from := lo; from < hi; from += elementBlock {
		to := min(from+elementBlock, hi)
		kernel.MulBlock(j.dy[from:to], j.d[from:to], j.scale[:to-from])
	}
}

// sizedSingle returns x if it has n elements, else new ones.
func sizedSingle(x []float32, n int) []float32 {
	if len(x) != n {
		return kernel.Aligned[float32](n)
	}
	return x
}
