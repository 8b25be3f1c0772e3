package schedule

import "fmt"

// Piecewise has one factor more than boundaries: the rate is initial·Factors[0]
// up to and with step Boundaries[0], then initial·Factors[1] up to the next one,
// and so on. It is Keras' PiecewiseConstantDecay, whose values are
// initial·Factors. PyTorch's MultiStepLR changes one step sooner, at its milestone:
// it has Boundaries one less, and powers of its gamma for Factors.
type Piecewise struct {
	Boundaries []int // ascending
	Factors    []float64
}

// Rate is the rate of a step.
func (p Piecewise) Rate(initial float64, step int) float64 {
	piece := 0
	for piece < len(p.Boundaries) && step > p.Boundaries[piece] {
		piece++
	}
	if piece >= len(p.Factors) {
		return initial
	}
	return initial * p.Factors[piece]
}

// String says which schedule it is, with its settings.
func (p Piecewise) String() string {
	return fmt.Sprintf("times %g in turn, changing after steps %d", p.Factors, p.Boundaries)
}

// piecewiseConstantDecay reads Keras' PiecewiseConstantDecay.
func piecewiseConstantDecay(c kerasConfig) (float64, Schedule, error) {
	if len(c.Values) != len(c.Boundaries)+1 || c.Values[0] == 0 {
		return 0, nil, errKeras("PiecewiseConstantDecay: values", float64(len(c.Values)), "one more than boundaries, the first not 0")
	}
	p := Piecewise{}
	for _, b := range c.Boundaries {
		p.Boundaries = append(p.Boundaries, int(b))
	}
	for _, v := range c.Values {
		p.Factors = append(p.Factors, v/c.Values[0])
	}
	return c.Values[0], p, nil
}
