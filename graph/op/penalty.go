package op

import (
	"math"

	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// Penalty returns the scalar l1·Σ|w| + l2·Σw², Keras' L1L2 regularizer: there is
// no 1/2 in it. The derivative of |w| at 0 is 0, as in Keras and PyTorch.
func Penalty(w *gorgonia.Node, l1, l2 float64) (*gorgonia.Node, error) {
	for _, l := range []float64{l1, l2} {
		if !(l >= 0) || math.IsInf(l, 1) {
			return nil, errors.Errorf("op: penalty: weights are %v and %v, want none below 0", l1, l2)
		}
	}
	axes := w.Dims()
	return apply(
		func() gorgonia.Op { return newPenalty[float32](axes, l1, l2) },
		func() gorgonia.Op { return newPenalty[float64](axes, l1, l2) },
		w)
}

type penalty[T kernel.Float] struct {
	base
	axes   int
	l1, l2 float64
	value  gorgonia.Value
	sum    *T
	job    penaltyJob[T]
}

func newPenalty[T kernel.Float](axes int, l1, l2 float64) *penalty[T] {
	p := &penalty[T]{base: newBase("penalty", 1), axes: axes, l1: l1, l2: l2}
	p.value, p.sum = newScalar[T]()
	return p
}

// Type returns w -> scalar.
func (p *penalty[T]) Type() hm.Type { return function(p.axes, 0) }

// InferShape returns a scalar's shape.
func (p *penalty[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	_, err := p.shapes(inputs, rank{"w", p.axes})
	return tensor.ScalarShape(), err
}

// Do sums blocks of w, then the blocks' sums, in float64.
func (p *penalty[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &p.job
	if err := read(inputs, &j.w); err != nil {
		return nil, err
	}
	blocks := (len(j.w) + penaltyBlock - 1) / penaltyBlock
	j.l1, j.l2, j.sums = p.l1, p.l2, sized(j.sums, blocks)
	kernel.Parallel(blocks, 1, j)
	*p.sum = T(sum(j.sums))
	return p.value, nil
}

// SymDiff builds dw = (l1·sign(w) + 2·l2·w)·d.
func (p *penalty[T]) SymDiff(inputs gorgonia.Nodes, _, d *gorgonia.Node) (gorgonia.Nodes, error) {
	grad := &penaltyGrad[T]{base: newBase("penaltyGrad", 2), forward: p}
	dw, err := gorgonia.ApplyOp(grad, inputs[0], d)
	return gorgonia.Nodes{dw}, err
}

// penaltyBlock is how many weights are summed in a row.
const penaltyBlock = 4096

// penaltyJob is a kernel.Job over blocks.
type penaltyJob[T kernel.Float] struct {
	l1, l2 float64
	w      []T
	sums   []float64
}

// Run does blocks lo..hi-1.
func (j *penaltyJob[T]) Run(lo, hi int) {
	for b := lo; b < hi; b++ {
		absolute, squares := inFours(j.w[b*penaltyBlock : min((b+1)*penaltyBlock, len(j.w))])
		j.sums[b] = float64(j.l1*absolute) + float64(j.l2*squares)
	}
}

// inFours sums sizes and squares, every fourth weight by itself: no addition waits for the
// one before.
func inFours[T kernel.Float](w []T) (absolute, squares float64) {
	var a0, a1, a2, a3, s0, s1, s2, s3 float64
	for ; len(w) >= 4; w = w[4:] {
		w0, w1, w2, w3 := float64(w[0]), float64(w[1]), float64(w[2]), float64(w[3])
		a0, a1, a2, a3 = a0+math.Abs(w0), a1+math.Abs(w1), a2+math.Abs(w2), a3+math.Abs(w3)
		s0, s1, s2, s3 = s0+float64(w0*w0), s1+float64(w1*w1), s2+float64(w2*w2), s3+float64(w3*w3)
	}
	absolute, squares = (a0+a1)+(a2+a3), (s0+s1)+(s2+s3)
	for _, v := range w {
		absolute += math.Abs(float64(v))
		squares += float64(float64(v) * float64(v))
	}
	return absolute, squares
}

type penaltyGrad[T kernel.Float] struct {
	base
	forward *penalty[T]
	dw      buffer[T]
	job     penaltyGradJob[T]
}

func (g *penaltyGrad[T]) Type() hm.Type { return function(g.forward.axes, 0, g.forward.axes) }

func (g *penaltyGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"w", g.forward.axes}, rank{"d", 0})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

func (g *penaltyGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	d, err := scalar[T](inputs[1])
	if err != nil {
		return nil, err
	}
	j := &g.job
	if err := read(inputs, &j.w); err != nil {
		return nil, err
	}
	j.dw = g.dw.of(inputs[0].Shape()...)
	j.l1, j.l2 = g.forward.l1*float64(d), 2*g.forward.l2*float64(d)
	kernel.Parallel(len(j.w), worthACore, j)
	return g.dw.tensor, nil
}

// penaltyGradJob is a kernel.Job over elements.
type penaltyGradJob[T kernel.Float] struct {
	l1, l2 float64
	w, dw  []T
}

// Run does elements lo..hi-1.
func (j *penaltyGradJob[T]) Run(lo, hi int) {
	dw := j.dw[lo:hi]
	if j.l1 == 0 {
		for i, w := range j.w[lo:hi] {
			dw[i] = T(j.l2 * float64(w))
		}
		return
	}
	for i, w := range j.w[lo:hi] {
		d := float64(j.l2 * float64(w))
		if w != 0 { // which is rarely so
			d += j.l1 * math.Copysign(1, float64(w))
		}
		dw[i] = T(d)
	}
}
