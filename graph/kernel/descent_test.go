package kernel

import "math"

// flushed is 0 for a subnormal number.
func flushed(x float32) float32 {
	if math.Abs(float64(x)) < math.Ldexp(1, -126) {
		return 0
	}
	return x
}

func root32(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// moved are the moving means of the gradient, by 0.9, and of its square, by 0.99, as they
// are in the table below.
func moved(k []float32, g float32) (m, v float32) {
	k[0] = flushed(float32(0.9*k[0]) + float32(0.125*g))
	k[1] = flushed(float32(0.99*k[1]) + float32(0.25*float32(g*g)))
	return k[0], k[1]
}

var someBetas = Betas[float32]{Beta1: 0.9, Rest1: 0.125, Beta2: 0.99, Rest2: 0.25}

// descents are the steps beside their rules: one weight at a time, every operation rounded
// to float32. A rule replaces what is kept and returns the weight. signed says which of the
// kept tensors may be negative.
var descents = map[string]struct {
	signed []bool
	step   func(w, g []float32, k [][]float32)
	rule   func(w, g float32, k []float32) float32
}{
	"SGD": {
		nil,
		func(w, g []float32, _ [][]float32) { SGD(w, g, 0.1) },
		func(w, g float32, _ []float32) float32 { return w - float32(0.1*g) },
	},
	"shrink": {
		nil,
		func(w, _ []float32, _ [][]float32) { Shrink(w, 0.999) },
		func(w, _ float32, _ []float32) float32 { return float32(0.999 * w) },
	},
	"momentum": {
		[]bool{true},
		func(w, g []float32, k [][]float32) {
			Momentum(w, g, k[0], MomentumStep[float32]{LearnRate: 0.1, Momentum: 0.9, Fresh: 0.75})
		},
		func(w, g float32, k []float32) float32 {
			k[0] = flushed(float32(0.9*k[0]) + float32(0.75*g))
			return w - float32(0.1*k[0])
		},
	},
	"Nesterov": {
		[]bool{true},
		func(w, g []float32, k [][]float32) {
			Momentum(w, g, k[0], MomentumStep[float32]{LearnRate: 0.1, Momentum: 0.9, Fresh: 1, Nesterov: true})
		},
		func(w, g float32, k []float32) float32 {
			k[0] = flushed(float32(0.9*k[0]) + g)
			return w - float32(0.1*(g+float32(0.9*k[0])))
		},
	},
	"Keras' momentum": {
		[]bool{true},
		func(w, g []float32, k [][]float32) {
			Momentum(w, g, k[0], MomentumStep[float32]{LearnRate: 0.1, Momentum: 0.9, Keras: true})
		},
		func(w, g float32, k []float32) float32 {
			k[0] = flushed(float32(0.9*k[0]) - float32(0.1*g))
			return w + k[0]
		},
	},
	"Keras' Nesterov": {
		[]bool{true},
		func(w, g []float32, k [][]float32) {
			Momentum(w, g, k[0], MomentumStep[float32]{LearnRate: 0.1, Momentum: 0.9, Nesterov: true, Keras: true})
		},
		func(w, g float32, k []float32) float32 {
			step := float32(0.1 * g)
			k[0] = flushed(float32(0.9*k[0]) - step)
			return w + (float32(0.9*k[0]) - step)
		},
	},
	"RMSprop": {
		[]bool{false},
		func(w, g []float32, k [][]float32) {
			RMSprop(w, g, k[0], RMSpropStep[float32]{LearnRate: 0.1, Rho: 0.9, Rest: 0.25, Inside: 1e-7, Outside: 1e-3})
		},
		func(w, g float32, k []float32) float32 {
			k[0] = flushed(float32(0.9*k[0]) + float32(0.25*float32(g*g)))
			return w - float32(0.1*g)/(root32(k[0]+1e-7)+1e-3)
		},
	},
	"RMSprop with momentum": {[]bool{false, true}, rmspropStep(0.9, false), rmspropRule32(0.9, false)},
	"centered RMSprop":      {[]bool{false, true, true}, rmspropStep(0, true), rmspropRule32(0, true)},
	"centered with both":    {[]bool{false, true, true}, rmspropStep(0.9, true), rmspropRule32(0.9, true)},
	"Adadelta": {
		[]bool{false, false},
		func(w, g []float32, k [][]float32) {
			Adadelta(w, g, k[0], k[1], AdadeltaStep[float32]{LearnRate: 0.1, Rho: 0.9, Rest: 0.25, Eps: 1e-6})
		},
		func(w, g float32, k []float32) float32 {
			k[0] = flushed(float32(0.9*k[0]) + float32(0.25*float32(g*g)))
			delta := float32(g * root32((k[1]+1e-6)/(k[0]+1e-6)))
			k[1] = flushed(float32(0.9*k[1]) + float32(0.25*float32(delta*delta)))
			return w - float32(0.1*delta)
		},
	},
	"Adamax":        {[]bool{true, false}, adamaxStep(1e-8, 0), adamaxRule32(1e-8, 0)},
	"Keras' Adamax": {[]bool{true, false}, adamaxStep(0, 1e-7), adamaxRule32(0, 1e-7)},
	"AMSGrad": {
		[]bool{true, false, false},
		func(w, g []float32, k [][]float32) {
			AMSGrad(w, g, k[0], k[1], k[2], AMSGradStep[float32]{Betas: someBetas, Step: 0.1, Eps: 1e-7})
		},
		func(w, g float32, k []float32) float32 {
			m, v := moved(k, g)
			if !(k[2] > v) && k[2] == k[2] { // NaN in either is NaN, and 0 of two zeros
				k[2] = v
			}
			return w - float32(0.1*m)/(root32(k[2])+1e-7)
		},
	},
	"Nadam": {
		[]bool{true, false},
		func(w, g []float32, k [][]float32) {
			Nadam(w, g, k[0], k[1], NadamStep[float32]{Betas: someBetas, MeanStep: 0.3, GradStep: 0.1, RootStep: 1.5, Eps: 1e-7})
		},
		func(w, g float32, k []float32) float32 {
			m, v := moved(k, g)
			return w - (float32(0.3*m)+float32(0.1*g))/(float32(1.5*root32(v))+1e-7)
		},
	},
	"RAdam": {
		[]bool{true, false},
		func(w, g []float32, k [][]float32) {
			RAdam(w, g, k[0], k[1], RAdamStep[float32]{Betas: someBetas, Step: 0.1, Eps: 1e-7, Adaptive: true})
		},
		func(w, g float32, k []float32) float32 {
			m, v := moved(k, g)
			return w - float32(0.1*(m/(root32(v)+1e-7)))
		},
	},
	"RAdam at first": {
		[]bool{true, false},
		func(w, g []float32, k [][]float32) {
			RAdam(w, g, k[0], k[1], RAdamStep[float32]{Betas: someBetas, Step: 0.1, Eps: 1e-7})
		},
		func(w, g float32, k []float32) float32 {
			m, _ := moved(k, g)
			return w - float32(0.1*m)
		},
	},
	"Lion": {
		[]bool{true},
		func(w, g []float32, k [][]float32) {
			Lion(w, g, k[0], LionStep[float32]{Betas: someBetas, LearnRate: 0.1})
		},
		func(w, g float32, k []float32) float32 {
			direction := float32(0.9*k[0]) + float32(0.125*g)
			k[0] = flushed(float32(0.99*k[0]) + float32(0.25*g))
			switch {
			case direction > 0:
				return w - 0.1
			case direction < 0:
				return w + 0.1
			case direction == 0:
				return w
			}
			return direction // NaN
		},
	},
	"Ftrl":            {[]bool{false, true}, ftrlStep(0.5), ftrlRule32(0.5)},
	"Ftrl without L1": {[]bool{false, true}, ftrlStep(0), ftrlRule32(0)},
}

func rmspropStep(momentum float32, centered bool) func(w, g []float32, k [][]float32) {
	s := RMSpropMomentumStep[float32]{
		Rho: 0.9, Rest: 0.25, Inside: 1e-7, Outside: 1e-3, Momentum: momentum, Before: 0.3, After: 0.7, Centered: centered,
	}
	return func(w, g []float32, k [][]float32) {
		var m []float32
		if centered {
			m = k[2]
		}
		RMSpropMomentum(w, g, k[0], k[1], m, s)
	}
}

func rmspropRule32(momentum float32, centered bool) func(w, g float32, k []float32) float32 {
	return func(w, g float32, k []float32) float32 {
		k[0] = flushed(float32(0.9*k[0]) + float32(0.25*float32(g*g)))
		square := k[0]
		if centered {
			k[2] = flushed(float32(0.9*k[2]) + float32(0.25*g))
			if square -= float32(k[2] * k[2]); square < 0 {
				square = 0
			}
		}
		step := float32(0.3*g) / (root32(square+1e-7) + 1e-3)
		if momentum != 0 {
			step = flushed(float32(momentum*k[1]) + step)
			k[1] = step
		}
		return w - float32(0.7*step)
	}
}

func adamaxStep(before, after float32) func(w, g []float32, k [][]float32) {
	s := AdamaxStep[float32]{Betas: someBetas, Step: 0.1, Before: before, After: after}
	return func(w, g []float32, k [][]float32) { Adamax(w, g, k[0], k[1], s) }
}

func adamaxRule32(before, after float32) func(w, g float32, k []float32) float32 {
	return func(w, g float32, k []float32) float32 {
		m, _ := moved([]float32{k[0], 0}, g)
		u, size := float32(0.99*k[1]), float32(math.Abs(float64(g)))+before
		if !(u >= size) && u == u { // NaN in either is NaN
			u = size
		}
		k[0], k[1] = m, flushed(u)
		return w - float32(0.1*m)/(k[1]+after)
	}
}

func ftrlStep(l1 float32) func(w, g []float32, k [][]float32) {
	s := FtrlStep[float32]{LearnRate: 0.1, Initial: 0.125, L1: l1, L2: 0.01, Shrinkage: 0.2}
	return func(w, g []float32, k [][]float32) { Ftrl(w, g, k[0], k[1], s) }
}

// ftrlRule32 is 0, and not -0, for all z between the bounds, themselves among them.
func ftrlRule32(l1 float32) func(w, g float32, k []float32) float32 {
	return func(w, g float32, k []float32) float32 {
		before := root32(k[0] + 0.125)
		k[0] += float32(g * g)
		after := root32(k[0] + 0.125)
		k[1] += g + float32(0.2*w) - float32((after-before)/0.1*w)
		z, numerator := k[1], float32(0)
		switch {
		case z > l1:
			numerator = l1 - z
		case z < -l1:
			numerator = -l1 - z
		case z != z:
			numerator = z
		}
		return numerator / (after/0.1 + 0.01)
	}
}
