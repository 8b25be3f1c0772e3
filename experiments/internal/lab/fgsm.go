package lab

import (
	"math"

	"digits/graph"
	"digits/train"
)

// Move moves the inputs of a program that was run by epsilon along the sign of the loss'
// gradient by them, within lo to hi: the fast gradient sign method (Goodfellow et al.,
// 2015).
func Move(p *graph.Program, epsilon, lo, hi float32) {
	x := p.Input()
	for i, g := range p.InputGradient() {
		x[i] = min(max(x[i]+along(epsilon, g), lo), hi)
	}
}

// along is epsilon, which is not negative, with the sign of g; 0 where g is 0, whose sign
// is not to be foretold. It looks at bits: signs that change at random are no branches,
// and many gradients are too small for a processor to compare them quickly.
func along(epsilon, g float32) float32 {
	bits := math.Float32bits(g)
	not0 := uint32(int32(bits<<1|-bits<<1) >> 31)
	return math.Float32frombits((math.Float32bits(epsilon) | bits&(1<<31)) & not0)
}

// Attack writes a batch whose inputs, 0 to 1, are moved: an evaluation's Write, which needs
// InputGradient.
func Attack(epsilon float32) train.Write {
	return func(f *train.Feed) error {
		if err := train.Default(f); err != nil {
			return err
		}
		if err := f.Program.RunStill(); err != nil {
			return err
		}
		Move(f.Program, epsilon, 0, 1)
		return nil
	}
}
