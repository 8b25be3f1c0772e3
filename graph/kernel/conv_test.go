package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// randomConv draws a convolution that is allowed.
func randomConv(r *rand.Rand) Conv {
	groups := 1 + r.IntN(3)*r.IntN(2)
	c := Conv{
		Height: 1 + r.IntN(9), Width: 1 + r.IntN(9),
		Channels: groups * (1 + r.IntN(9)), Filters: groups * (1 + r.IntN(20)), Groups: groups,
		ReLU: r.IntN(2) == 0,
	}
	in := [2]int{c.Height, c.Width}
	for i, size := range in {
		c.Kernel[i], c.Stride[i], c.Dilation[i] = 1+r.IntN(4), 1+r.IntN(3), 1+r.IntN(2)
		c.Before[i] = r.IntN(c.Kernel[i])
		c.Out[i] = 1 + r.IntN(size)
	}
	if r.IntN(2) == 0 {
		for i := range c.Out {
			c.Pool.Kernel[i], c.Pool.Stride[i] = 1+r.IntN(3), 1+r.IntN(3)
			c.Pool.Before[i] = r.IntN(c.Pool.Kernel[i])
			c.Pool.Out[i] = 1 + (c.Out[i]+c.Pool.Before[i]-1)/c.Pool.Stride[i]
		}
	}
	return c
}

// mnistConvs are those of keras.io's Simple MNIST convnet, and one of three channels.
var mnistConvs = []Conv{
	{28, 28, 1, 32, 1, [2]int{3, 3}, [2]int{1, 1}, [2]int{1, 1}, [2]int{}, [2]int{26, 26}, true, Pool{[2]int{2, 2}, [2]int{2, 2}, [2]int{}, [2]int{13, 13}}},
	{13, 13, 32, 64, 1, [2]int{3, 3}, [2]int{1, 1}, [2]int{1, 1}, [2]int{}, [2]int{11, 11}, true, Pool{[2]int{2, 2}, [2]int{2, 2}, [2]int{}, [2]int{5, 5}}},
	{24, 20, 16, 130, 1, [2]int{3, 3}, [2]int{1, 1}, [2]int{1, 1}, [2]int{1, 1}, [2]int{24, 20}, true, Pool{[2]int{3, 3}, [2]int{3, 3}, [2]int{}, [2]int{8, 6}}},
}

// convResults are a convolution's result and gradients.
type convResults[T Float] struct{ y, dx, dw, db []T }

// convNumbers are what it is computed of.
type convNumbers[T Float] struct{ x, w, b, dy []T }

func convNumbersOf[T Float](r *rand.Rand, c Conv, n int) convNumbers[T] {
	return convNumbers[T]{random[T](r, n*c.pixels()), random[T](r, c.Depth()*c.Filters), random[T](r, c.Filters), random[T](r, n*c.Results())}
}

func convolve[T Float](c Conv, n int, v convNumbers[T]) convResults[T] {
	at := make([]uint16, n*c.Results())
	o := convResults[T]{make([]T, n*c.Results()), make([]T, len(v.x)), make([]T, len(v.w)), make([]T, c.Filters)}
	new(ConvForward[T]).Do(&c, n, v.x, v.w, v.b, o.y, at)
	new(ConvInputGrad[T]).Do(&c, n, v.w, o.y, v.dy, at, o.dx)
	new(ConvKernelGrad[T]).Do(&c, n, v.x, o.y, v.dy, at, o.dw, o.db)
	return o
}

func (o convResults[T]) each(f func(name string, x []T)) {
	f("y", o.y)
	f("dx", o.dx)
	f("dw", o.dw)
	f("db", o.db)
}

// Convolutions of all kinds are what their definition says.
func TestConvIsItsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 120 {
		c, n := randomConv(r), 1+r.IntN(4)
		if i < 2 {
			c, n = mnistConvs[i], 2
		}
		v := convNumbersOf[float64](r, c, n)
		got, want := convolve(c, n, v), byDefinition(c, n, v)
		all := map[string][]float64{}
		want.each(func(name string, x []float64) { all[name] = x })
		got.each(func(name string, x []float64) {
			for k, w := range all[name] {
				if !(math.Abs(x[k]-w) <= 1e-12*max(1, math.Abs(w))) {
					t.Fatalf("%+v of %d images: %s[%d] is %v, want %v", c, n, name, k, x[k], w)
				}
			}
		})
	}
}

// The same bytes come from all instruction sets that fuse, on one core, two and three.
func TestConvIsTheSameEverywhere(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 30 {
		c, n := randomConv(r), 1+r.IntN(20)
		if i < len(mnistConvs) {
			c = mnistConvs[i]
		}
		v := convNumbersOf[float32](r, c, n)
		var want convResults[float32]
		for cores := 1; cores <= 3; cores++ {
			runtime.GOMAXPROCS(cores)
			eachISA(t, func(t *testing.T) {
				if active == portable {
					return
				}
				got := convolve(c, n, v)
				if want.y == nil {
					want = got
				}
				sameConv(t, fmt.Sprintf("%+v on %d cores", c, cores), got, want)
			})
		}
	}
}

// In float32 every instruction set is near to float64.
func TestConvIsNearFloat64(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(9, 10))
		for i := range 30 {
			c, n := randomConv(r), 1+r.IntN(4)
			if i < len(mnistConvs) {
				c = mnistConvs[i]
			}
			c.ReLU = false // and no maxima below: what is near 0, or a tie, may fall to the other side
			if c.Pool.Kernel != [2]int{1, 1} {
				c.Pool = Pool{}
			}
			v := convNumbersOf[float32](r, c, n)
			wide := convNumbers[float64]{widened(v.x), widened(v.w), widened(v.b), widened(v.dy)}
			all := map[string][]float64{}
			convolve(c, n, wide).each(func(name string, x []float64) { all[name] = x })
			convolve(c, n, v).each(func(name string, x []float32) {
				for k, w := range all[name] {
					if !(math.Abs(float64(x[k])-w) <= 2e-5*math.Sqrt(float64(len(v.w)+len(v.x)))) {
						t.Fatalf("%+v of %d images: %s[%d] is %v, want %v", c, n, name, k, x[k], w)
					}
				}
			})
		}
	})
}

func widened(x []float32) []float64 {
	wide := make([]float64, len(x))
	for i, v := range x {
		wide[i] = float64(v)
	}
	return wide
}

func sameConv(t *testing.T, what string, got, want convResults[float32]) {
	t.Helper()
	all := map[string][]float32{}
	want.each(func(name string, x []float32) { all[name] = x })
	got.each(func(name string, x []float32) { sameBits(t, what+": "+name, x, all[name]) })
}

// A convolution that pools has the bits of one and of a pool after it, also where most of
// its gradient is 0 and left out, and where 0 times what is not finite must be NaN.
func TestConvPoolsWithoutChangingABit(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 6))
		for i := range 60 {
			c, n := randomConv(r), 1+r.IntN(6)
			if i < 2*len(mnistConvs) {
				c = mnistConvs[i/2]
			}
			if c.Pool.none() {
				continue
			}
			v := convNumbersOf[float32](r, c, n)
			if i%2 == 1 {
				v.x[r.IntN(len(v.x))] = float32(math.Inf(1))
				v.w[r.IntN(len(v.w))] = float32(math.NaN())
			}
			got := convolve(c, n, v)

			pool := c.Pool
			alone := c
			alone.Pool = Pool{}
			y := make([]float32, n*alone.Results())
			want := convResults[float32]{make([]float32, len(got.y)), make([]float32, len(v.x)), make([]float32, len(v.w)), make([]float32, c.Filters)}
			at, dy := make([]uint16, len(got.y)), make([]float32, len(y))
			new(ConvForward[float32]).Do(&alone, n, v.x, v.w, v.b, y, nil)
			new(MaxPool[float32]).Do(&pool, n, c.Out, c.Filters, y, want.y, at)
			new(MaxPool[float32]).Back(&pool, n, c.Out, c.Filters, v.dy, at, dy)
			new(ConvInputGrad[float32]).Do(&alone, n, v.w, y, dy, nil, want.dx)
			new(ConvKernelGrad[float32]).Do(&alone, n, v.x, y, dy, nil, want.dw, want.db)
			sameConv(t, fmt.Sprintf("%d: %+v of %d", i, c, n), got, want)
		}
	})
}

// Ties go to the first, and NaN is the largest, as in PyTorch and TensorFlow.
func TestMaxPoolByHand(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct {
		x    []float32
		y    float32
		from uint16
	}{
		{[]float32{1, 1, 1, 1}, 1, 0},
		{[]float32{0, 2, 2, 1}, 2, 1},
		{[]float32{0, 1, 2, 3}, 3, 3},
		{[]float32{9, nan, 2, 3}, nan, 1},
		{[]float32{-3, -2, -2, -4}, -2, 1},
	} {
		y, at := make([]float32, 1), make([]uint16, 1)
		pool := Pool{[2]int{2, 2}, [2]int{2, 2}, [2]int{}, [2]int{1, 1}}
		new(MaxPool[float32]).Do(&pool, 1, [2]int{2, 2}, 1, c.x, y, at)
		sameBits(t, fmt.Sprint(c.x), y, []float32{c.y})
		if at[0] != c.from {
			t.Errorf("the maximum of %v is number %d, want %d", c.x, at[0], c.from)
		}
	}
}

// What does not fit is refused before anything is computed.
func TestConvRefuses(t *testing.T) {
	for name, change := range map[string]func(c *Conv){
		"no stride":        func(c *Conv) { c.Stride[0] = 0 },
		"groups":           func(c *Conv) { c.Groups = 5 },
		"another size":     func(c *Conv) { c.Width++ },
		"a window outside": func(c *Conv) { c.Pool.Out[0] = 40 },
		"before a window":  func(c *Conv) { c.Pool.Before[1] = 2 },
	} {
		t.Run(name, func(t *testing.T) {
			c := mnistConvs[0]
			v, y := convNumbersOf[float32](rand.New(rand.NewPCG(1, 1)), c, 1), make([]float32, c.Results())
			change(&c)
			defer func() {
				if recover() == nil || slices.ContainsFunc(y, func(v float32) bool { return v != 0 }) {
					t.Error("got a result, want a panic")
				}
			}()
			new(ConvForward[float32]).Do(&c, 1, v.x, v.w, v.b, y, make([]uint16, len(y)))
		})
	}
}
