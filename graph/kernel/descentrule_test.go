package kernel

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// keptAtFirst are n numbers to begin with, with zeros of both signs.
func keptAtFirst(seed uint64, n int, signed bool) []float32 {
	x := normal[float32](seed, n)
	for i := range x {
		switch {
		case i%5 == 0:
			x[i] = 0
		case i%7 == 0:
			x[i] = float32(math.Copysign(0, -1))
		case !signed:
			x[i] = float32(math.Abs(float64(x[i])))
		}
	}
	return x
}

// On every instruction set and at every length the steps have the bits of the rules, with
// zeros, numbers whose squares are subnormal, and then subnormal, infinite and undefined
// ones among the gradients, and in what is kept.
func TestDescents(t *testing.T) {
	for name, c := range descents {
		t.Run(name, func(t *testing.T) {
			eachISA(t, func(t *testing.T) {
				for _, n := range lengths {
					all := make([][]float32, 1+len(c.signed)) // the weights, then what is kept
					intact := make([]func(*testing.T), len(all))
					want := make([][]float32, len(all))
					for k := range all {
						all[k], intact[k] = guarded[float32](n)
						want[k] = keptAtFirst(uint64(10+k), n, k == 0 || c.signed[k-1])
						copy(all[k], want[k])
					}
					for step := range 6 {
						g := someGradients(step, n)
						c.step(all[0], g, all[1:])
						for i, gi := range g {
							kept := make([]float32, len(c.signed))
							for k := range kept {
								kept[k] = want[1+k][i]
							}
							want[0][i] = c.rule(want[0][i], gi, kept)
							for k := range kept {
								want[1+k][i] = kept[k]
							}
						}
						for k := range all {
							sameBits(t, fmt.Sprintf("tensor %d after step %d", k, step), all[k], want[k])
							intact[k](t)
						}
					}
				}
			})
		})
	}
}

// someGradients has strange ones at step 3.
func someGradients(step, n int) []float32 {
	g := normal[float32](uint64(3+step), n)
	for i := range g {
		switch {
		case i%3 == 0:
			g[i] *= 1e-22
		case i%11 == 0:
			g[i] = 0
		case i%13 == 0:
			g[i] *= 1e15
		case i%17 == 0:
			g[i] *= 1e-40
		}
	}
	if step == 3 {
		g = withStrange(4, g)
	}
	return g
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

// A tensor of another length is an error of the program, which says which one it is.
func TestDescentsWantOneLength(t *testing.T) {
	defer func() {
		got := fmt.Sprint(recover())
		if want := "kernel: Lion: tensor 3 has 2 elements, want 3"; !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}()
	Lion(make([]float64, 3), make([]float64, 3), make([]float64, 2), LionStep[float64]{})
}

func descentTensors(n, kept int) (w, g []float32, k [][]float32) {
	for range kept {
		k = append(k, make([]float32, n))
	}
	return normal[float32](1, n), normal[float32](2, n), k
}

func TestDescentsAllocateNothing(t *testing.T) {
	for name, c := range descents {
		t.Run(name, func(t *testing.T) {
			eachISA(t, func(t *testing.T) {
				w, g, k := descentTensors(1003, len(c.signed))
				noAllocations(t, func() { c.step(w, g, k) })
			})
		})
	}
}

func BenchmarkDescent(b *testing.B) {
	for name, c := range descents {
		b.Run(name, func(b *testing.B) {
			w, g, k := descentTensors(784*512+512+512*10+10, len(c.signed))
			for b.Loop() {
				c.step(w, g, k)
			}
		})
	}
}
