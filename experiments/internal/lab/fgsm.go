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
		if g != 0 { // its sign is not to be foretold
			step := float32(math.Copysign(float64(epsilon), float64(g)))
			x[i] = min(max(x[i]+step, lo), hi)
		}
	}
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
