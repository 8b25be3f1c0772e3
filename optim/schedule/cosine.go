package schedule

import (
	"fmt"
	"math"
)

// Cosine falls from the initial rate to Floor of it along half a wave of the
// cosine within Steps steps, and stays there (Loshchilov & Hutter, 2017,
// arXiv:1608.03983, without the restarts):
// initial·(Floor + (1-Floor)·(1+cos(π·step/Steps))/2). It is Keras' CosineDecay
// with Floor its alpha, and PyTorch's CosineAnnealingLR up to its T_max, with
// Floor its eta_min/initial; after T_max PyTorch's rises again.
type Cosine struct {
	Steps float64 // 0: 1
	Floor float64
}

// Rate is the rate of a step.
func (c Cosine) Rate(initial float64, step int) float64 {
	return initial * (c.Floor + (1-c.Floor)*wave(min(1, float64(step)/positive(c.Steps))))
}

// wave falls from 1 at 0 to 0 at 1.
func wave(part float64) float64 { return 0.5 * (1 + math.Cos(math.Pi*part)) }

// String says which schedule it is, with its settings.
func (c Cosine) String() string {
	return fmt.Sprintf("falling to %g of it along a cosine in %g steps", c.Floor, positive(c.Steps))
}
