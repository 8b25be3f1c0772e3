package kernel

import (
	"fmt"
	"math"
	"testing"
)

// flushed is 0 for a subnormal number.
func flushed(x float32) float32 {
	if math.Abs(float64(x)) < math.Ldexp(1, -126) {
		return 0
	}
	return x
}

// Each rule one weight at a time, every operation rounded to float32.
var descents = map[string]struct {
	step func(w, g, v []float32)
	rule func(w, g, v float32) (float32, float32)
}{
	"SGD": {
		func(w, g, _ []float32) { SGD(w, g, 0.1) },
		func(w, g, v float32) (float32, float32) { return w - float32(0.1*g), v },
	},
	"momentum": {
		func(w, g, v []float32) {
			Momentum(w, g, v, MomentumStep[float32]{LearnRate: 0.1, Momentum: 0.9, Fresh: 0.75})
		},
		func(w, g, v float32) (float32, float32) {
			v = flushed(float32(0.9*v) + float32(0.75*g))
			return w - float32(0.1*v), v
		},
	},
	"Nesterov": {
		func(w, g, v []float32) {
			Momentum(w, g, v, MomentumStep[float32]{LearnRate: 0.1, Momentum: 0.9, Fresh: 1, Nesterov: true})
		},
		func(w, g, v float32) (float32, float32) {
			v = flushed(float32(0.9*v) + g)
			return w - float32(0.1*(g+float32(0.9*v))), v
		},
	},
	"Keras' momentum": {
		func(w, g, v []float32) {
			Momentum(w, g, v, MomentumStep[float32]{LearnRate: 0.1, Momentum: 0.9, Keras: true})
		},
		func(w, g, v float32) (float32, float32) {
			v = flushed(float32(0.9*v) - float32(0.1*g))
			return w + v, v
		},
	},
	"Keras' Nesterov": {
		func(w, g, v []float32) {
			Momentum(w, g, v, MomentumStep[float32]{LearnRate: 0.1, Momentum: 0.9, Nesterov: true, Keras: true})
		},
		func(w, g, v float32) (float32, float32) {
			step := float32(0.1 * g)
			v = flushed(float32(0.9*v) - step)
			return w + (float32(0.9*v) - step), v
		},
	},
	"RMSprop": {
		func(w, g, v []float32) {
			RMSprop(w, g, v, RMSpropStep[float32]{LearnRate: 0.1, Rho: 0.9, Rest: 0.25, Inside: 1e-7, Outside: 1e-3})
		},
		func(w, g, v float32) (float32, float32) {
			v = flushed(float32(0.9*v) + float32(0.25*float32(g*g)))
			root := float32(math.Sqrt(float64(v + 1e-7)))
			return w - float32(0.1*g)/(root+1e-3), v
		},
	},
}

// On every instruction set and at every length the steps have the bits of the rules,
// with subnormal, infinite and undefined numbers among the gradients.
func TestDescents(t *testing.T) {
	for name, c := range descents {
		t.Run(name, func(t *testing.T) {
			eachISA(t, func(t *testing.T) {
				for _, n := range lengths {
					w, wIntact := guarded[float32](n)
					v, vIntact := guarded[float32](n)
					copy(w, normal[float32](1, n))
					wantW, wantV := append([]float32(nil), w...), append([]float32(nil), v...)
					for i := range v {
						v[i] = float32(math.Abs(float64(normal[float32](2, n)[i])))
						wantV[i] = v[i]
					}
					for step := range 4 {
						g := normal[float32](uint64(3+step), n)
						for i := range g {
							if i%3 == 0 {
								g[i] *= 1e-22
							}
						}
						if step == 3 {
							g = withStrange(4, g)
						}
						c.step(w, g, v)
						for i := range wantW {
							wantW[i], wantV[i] = c.rule(wantW[i], g[i], wantV[i])
						}
						sameBits(t, fmt.Sprint("w after step ", step), w, wantW)
						sameBits(t, fmt.Sprint("v after step ", step), v, wantV)
					}
					wIntact(t)
					vIntact(t)
				}
			})
		})
	}
}

// In float64 the steps are the same rules: 1 - 0.1·2, by hand, and so on.
func TestDescentsInFloat64(t *testing.T) {
	w, v := []float64{1}, []float64{3}
	SGD(w, []float64{2}, 0.1)
	if math.Abs(w[0]-0.8) > 1e-15 {
		t.Errorf("SGD gives %v, want 0.8", w[0])
	}
	Momentum(w, []float64{2}, v, MomentumStep[float64]{LearnRate: 0.1, Momentum: 0.5, Fresh: 1, Nesterov: true})
	if math.Abs(v[0]-3.5) > 1e-15 || math.Abs(w[0]-(0.8-0.1*(2+1.75))) > 1e-15 {
		t.Errorf("Momentum gives w %v and v %v, want 0.425 and 3.5", w[0], v[0])
	}
	RMSprop(w, []float64{2}, v, RMSpropStep[float64]{LearnRate: 0.1, Rho: 0.5, Rest: 0.5, Outside: 1})
	if want := 0.425 - 0.2/(math.Sqrt(3.75)+1); math.Abs(v[0]-3.75) > 1e-15 || math.Abs(w[0]-want) > 1e-15 {
		t.Errorf("RMSprop gives w %v and v %v, want %v and 3.75", w[0], v[0], want)
	}
}

func TestDescentsAllocateNothing(t *testing.T) {
	for name, c := range descents {
		t.Run(name, func(t *testing.T) {
			eachISA(t, func(t *testing.T) {
				w, g, v := normal[float32](1, 1003), normal[float32](2, 1003), make([]float32, 1003)
				noAllocations(t, func() { c.step(w, g, v) })
			})
		})
	}
}

func BenchmarkDescent(b *testing.B) {
	const n = 784*512 + 512 + 512*10 + 10
	for name, c := range descents {
		b.Run(name, func(b *testing.B) {
			w, g, v := normal[float32](1, n), normal[float32](2, n), make([]float32, n)
			for b.Loop() {
				c.step(w, g, v)
			}
		})
	}
}
