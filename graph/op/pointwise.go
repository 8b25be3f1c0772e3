package op

import (
	"math"
	"unsafe"

	"github.com/chewxy/math32"

	"digits/graph/kernel"
	"digits/graph/pointwise"
)

// unary is a function of one number as a [Chain] computes it: in float32 of blocks, or
// number by number, as gorgonia does.
type unary struct {
	double func(float64) float64
	single func(float32) float32
	blocks pointwise.Func // nil: single
}

// unaries are gorgonia's, by name, with its arithmetic in float32, bit for bit, but for
// sigmoid, tanh and softplus: those are package pointwise's, within some units in the last
// place of the functions, as gorgonia's are.
var unaries = map[string]unary{
	"abs":      {double: math.Abs, single: math32.Abs},
	"sign":     {double: signOf[float64], single: signOf[float32]},
	"ceil":     {double: math.Ceil, single: math32.Ceil},
	"floor":    {double: math.Floor, single: math32.Floor},
	"sin":      {double: math.Sin, single: math32.Sin},
	"cos":      {double: math.Cos, single: math32.Cos},
	"exp":      {double: math.Exp, single: math32.Exp},
	"ln":       {double: math.Log, single: math32.Log},
	"log2":     {double: math.Log2, single: math32.Log2},
	"neg":      {double: func(x float64) float64 { return -x }, blocks: negated},
	"square":   {double: func(x float64) float64 { return x * x }, blocks: func(x, y []float32) { kernel.MulBlock(y, x, x) }},
	"sqrt":     {double: math.Sqrt, blocks: func(x, y []float32) { kernel.SqrtBlock(y, x) }},
	"inv":      {double: func(x float64) float64 { return 1 / x }, single: func(x float32) float32 { return 1 / x }},
	"cube":     {double: func(x float64) float64 { return float64(x*x) * x }, single: func(x float32) float32 { return float32(x*x) * x }},
	"tanh":     {double: math.Tanh, blocks: pointwise.Tanh},
	"sigmoid":  {double: logistic, blocks: pointwise.Sigmoid},
	"log1p":    {double: math.Log1p, single: math32.Log1p},
	"expm1":    {double: math.Expm1, single: math32.Expm1},
	"softplus": {double: softplus, blocks: pointwise.Softplus},
}

// signOf is the sign of x, 0 of 0 and NaN of NaN.
func signOf[T kernel.Float](x T) T {
	switch {
	case x < 0:
		return -1
	case x > 0:
		return 1
	}
	return x
}

func negated(x, y []float32) {
	for i, v := range x {
		y[i] = -v
	}
}

// logistic and softplus are e^-|x| away from what would overflow.
func logistic(x float64) float64 {
	if x < 0 {
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}

func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

func doUnary[T kernel.Float](f unary, dst, x []T) {
	switch {
	case !isSingle[T]():
		for i, v := range x {
			dst[i] = T(f.double(float64(v)))
		}
	case f.blocks != nil:
		f.blocks(single(x), single(dst))
	default:
		for i, v := range x {
			dst[i] = T(f.single(float32(v)))
		}
	}
}

// binary is one of gorgonia's operations on two numbers. Comparisons give 1 and 0.
type binary int

const (
	plus binary = iota
	minus
	times
	over
	less
	greater
	lessOrEqual
	greaterOrEqual
	equal
	unequal
)

var binaries = map[string]binary{
	"+": plus, "-": minus, "⊙": times, "÷": over,
	"<": less, ">": greater, "<=": lessOrEqual, ">=": greaterOrEqual, "==": equal, "!=": unequal,
}

func doBinary[T kernel.Float](f binary, dst, a, b []T) {
	if f <= over && isSingle[T]() {
		switch dst, a, b := single(dst), single(a), single(b); f {
		case plus:
			kernel.AddBlock(dst, a, b)
		case minus:
			kernel.SubBlock(dst, a, b)
		case times:
			kernel.MulBlock(dst, a, b)
		case over:
			kernel.DivBlock(dst, a, b)
		}
		return
	}
	b, dst = b[:len(a)], dst[:len(a)]
	for i, v := range a {
		dst[i] = ofTwo(f, v, b[i])
	}
}

func ofTwo[T kernel.Float](f binary, a, b T) T {
	holds := false
	switch f {
	case plus:
		return a + b
	case minus:
		return a - b
	case times:
		return a * b
	case over:
		return a / b
	case less:
		holds = a < b
	case greater:
		holds = a > b
	case lessOrEqual:
		holds = a <= b
	case greaterOrEqual:
		holds = a >= b
	case equal:
		holds = a == b
	case unequal:
		holds = a != b
	}
	if holds {
		return 1
	}
	return 0
}

// unsafeOne is the slice of the one number.
func unsafeOne[T kernel.Float](x *T) []T { return unsafe.Slice(x, 1) }
