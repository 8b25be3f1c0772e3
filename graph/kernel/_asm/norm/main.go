// Command norm generates what normalisations do to a row: in float64, as sums of many
// numbers and what is subtracted from them need it, of numbers in float32.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"digits/graph/kernel/_asm/vector"
)

func main() {
	sumRow()
	squaresRow()
	normRow()
	productsRow()
	normGradRow()
	Generate()
}

// width is how many numbers go at once: as many float64 as a vector has.
const width = 4

// row loops over n numbers, a multiple of width, of the rows of float32 and of float64 that
// are named: f is given a function that reads a name's numbers as float64, and one that writes.
func row(singles, doubles []string, f func(get func(string) reg.VecVirtual, put func(reg.VecVirtual, string))) {
	n := vector.Pointer("n")
	at := map[string]reg.Register{}
	for _, name := range append(singles, doubles...) {
		at[name] = vector.Pointer(name)
	}
	wide := map[string]bool{}
	for _, name := range doubles {
		wide[name] = true
	}
	Label("numbers")
	f(func(name string) reg.VecVirtual {
		v := YMM()
		if wide[name] {
			VMOVUPD(Mem{Base: at[name]}, v)
			return v
		}
		x := XMM()
		VMOVUPS(Mem{Base: at[name]}, x)
		VCVTPS2PD(x, v)
		return v
	}, func(v reg.VecVirtual, name string) {
		if wide[name] {
			VMOVUPD(v, Mem{Base: at[name]})
			return
		}
		x := XMM()
		VCVTPD2PSY(v, x)
		VMOVUPS(x, Mem{Base: at[name]})
	})
	for _, name := range append(singles, doubles...) {
		size := uint64(4 * width)
		if wide[name] {
			size *= 2
		}
		ADDQ(Imm(size), at[name])
	}
	SUBQ(Imm(width), n)
	JNZ(LabelRef("numbers"))
	vector.End()
}

func sumRow() {
	vector.AVX2.Function("sumRow", "func(n int, x *float32, sum *float64)", "adds n numbers, a multiple of four, to their sums.")
	row([]string{"x"}, []string{"sum"}, func(get func(string) reg.VecVirtual, put func(reg.VecVirtual, string)) {
		x, sum := get("x"), get("sum")
		VADDPD(x, sum, sum)
		put(sum, "sum")
	})
}

func squaresRow() {
	vector.AVX2.Function("squaresRow", "func(n int, x *float32, center, sum *float64)", "adds (x-center)² to the sums of n numbers, a multiple of four.")
	row([]string{"x"}, []string{"center", "sum"}, func(get func(string) reg.VecVirtual, put func(reg.VecVirtual, string)) {
		x, center, sum := get("x"), get("center"), get("sum")
		VSUBPD(center, x, x)
		VMULPD(x, x, x)
		VADDPD(x, sum, sum)
		put(sum, "sum")
	})
}

func normRow() {
	vector.AVX2.Function("normRow", "func(n int, x, y *float32, center, scale, offset *float64)", "sets n of y, a multiple of four, to (x-center)·scale + offset.")
	row([]string{"x", "y"}, []string{"center", "scale", "offset"}, func(get func(string) reg.VecVirtual, put func(reg.VecVirtual, string)) {
		x, center, scale, offset := get("x"), get("center"), get("scale"), get("offset")
		VSUBPD(center, x, x)
		VMULPD(scale, x, x)
		VADDPD(offset, x, x)
		put(x, "y")
	})
}

func productsRow() {
	vector.AVX2.Function("productsRow", "func(n int, x, dy *float32, center, scale, sum, product *float64)",
		"adds dy and dy·(x-center)·scale to the sums of n numbers, a multiple of four.")
	row([]string{"x", "dy"}, []string{"center", "scale", "sum", "product"}, func(get func(string) reg.VecVirtual, put func(reg.VecVirtual, string)) {
		x, dy, center, scale := get("x"), get("dy"), get("center"), get("scale")
		sum, product := get("sum"), get("product")
		VADDPD(dy, sum, sum)
		put(sum, "sum")
		VSUBPD(center, x, x)
		VMULPD(scale, x, x)
		VMULPD(dy, x, x)
		VADDPD(x, product, product)
		put(product, "product")
	})
}

func normGradRow() {
	vector.AVX2.Function("normGradRow", "func(n int, x, dy, dx *float32, center, mean, slope, scale *float64)",
		"sets n of dx, a multiple of four, to (dy - (mean + (x-center)·slope))·scale.")
	row([]string{"x", "dy", "dx"}, []string{"center", "mean", "slope", "scale"}, func(get func(string) reg.VecVirtual, put func(reg.VecVirtual, string)) {
		x, dy, center, mean, slope, scale := get("x"), get("dy"), get("center"), get("mean"), get("slope"), get("scale")
		VSUBPD(center, x, x)
		VMULPD(slope, x, x)
		VADDPD(mean, x, x)
		VSUBPD(x, dy, dy)
		VMULPD(scale, dy, dy)
		put(dy, "dx")
	})
}
