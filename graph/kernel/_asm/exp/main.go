// Command exp generates the exponentials of eight rows and their sums, those of any numbers, and
// what sigmoids make of them.
package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"digits/graph/kernel/_asm/vector"
)

func main() {
	b := block{ISA: vector.AVX2, constants: constantTable()}
	b.expRows()
	for _, of := range []func(*block){(*block).expInPlace, (*block).expNegative, (*block).sigmoid, (*block).sigmoidSlope} {
		of(&block{ISA: vector.AVX2, constants: b.constants})
	}
	Generate()
}

// The constants of exp32, in the order of constantTable.
const (
	lowest = iota
	log2e
	roundingShift
	ln2High
	ln2Low
	p0
	p1
	p2
	p3
	p4
	p5
	one
	bias
	sign
	lane // not one constant, but the lanes' numbers
)

// constantTable places each constant once for each lane.
func constantTable() Mem {
	table := GLOBL("constants", RODATA|NOPTR)
	for i, c := range []uint32{
		lowest:        math.Float32bits(-104),
		log2e:         math.Float32bits(1.44269504088896341),
		roundingShift: math.Float32bits(12582912),
		ln2High:       math.Float32bits(0.693359375),
		ln2Low:        math.Float32bits(-2.12194440e-4),
		p0:            math.Float32bits(1.9875691500e-4),
		p1:            math.Float32bits(1.3981999507e-3),
		p2:            math.Float32bits(8.3334519073e-3),
		p3:            math.Float32bits(4.1665795894e-2),
		p4:            math.Float32bits(1.6666665459e-1),
		p5:            math.Float32bits(5.0000001201e-1),
		one:           math.Float32bits(1),
		bias:          127,
		sign:          1 << 31,
		lane:          0,
	} {
		for k := range vector.AVX2.Lanes {
			if i == lane {
				c = uint32(k)
			}
			DATA(4*(vector.AVX2.Lanes*i+k), U32(c))
		}
	}
	return table
}

// block is eight rows in work, class by class: each vector is a class, each lane a row, and rows never meet. Sixteen rows
// gain nothing: the chain of dependent operations is the limit, not their number.
type block struct {
	vector.ISA
	constants                      Mem
	maximum, lowest, roundingShift reg.VecVirtual
}

// constant is one of the constants in all lanes.
func (b *block) constant(c int) Mem { return b.constants.Offset(c * b.Bytes()) }

// rowBytes is the distance of the rows of e: room for 64 classes.
const rowBytes = 4 * 64

func (b *block) expRows() {
	b.Function("expRows", "func(classes int, x *float32, offsets *int, columns, e, maximum *float32, sum *float64)",
		"is expRow of eight rows, which lie at offsets, in bytes, from x; e is (8, 64), columns (64, 8) is scratch.")
	b.turn()
	columns, end := vector.Pointer("columns"), GP64()
	Load(Param("classes"), end)
	SHLQ(Imm(5), end)
	ADDQ(columns, end)
	b.findMaximum(columns, end)

	low, high := b.New(), b.New() // the sums of the rows 0 to 3 and 4 to 7
	VXORPD(low, low, low)
	VXORPD(high, high, high)
	b.lowest, b.roundingShift = b.New(), b.New()
	VMOVUPS(b.constant(lowest), b.lowest)
	VMOVUPS(b.constant(roundingShift), b.roundingShift)
	Label("exp")
	value := b.New()
	VMOVUPS(Mem{Base: columns}, value)
	b.exp(value)
	VMOVUPS(value, Mem{Base: columns})
	b.add(value, low, high)
	ADDQ(Imm(uint64(b.Bytes())), columns)
	CMPQ(columns, end)
	JLT(LabelRef("exp"))

	sum := vector.Pointer("sum")
	VMOVUPD(low, Mem{Base: sum})
	VMOVUPD(high, Mem{Base: sum, Disp: b.Bytes()})
	b.turnBack(end)
	vector.End()
}

func (b *block) expInPlace() {
	b.Function("expInPlace", "func(n int, x *float32)", "replaces n numbers, a multiple of eight, by exp32 of them.")
	x := vector.Pointer("x")
	b.each(x, x, func(value reg.VecVirtual) reg.VecVirtual {
		b.exp(value)
		return value
	})
}

func (b *block) expNegative() {
	b.Function("expNegative", "func(n int, x, y *float32, scale float32)", "sets n of y, a multiple of eight, to exp32(-|scale·x|).")
	factor := b.New()
	VBROADCASTSS(NewParamAddr("scale", 24), factor)
	b.each(vector.Pointer("x"), vector.Pointer("y"), func(value reg.VecVirtual) reg.VecVirtual {
		VMULPS(factor, value, value)
		b.expOfNegative(value)
		return value
	})
}

func (b *block) sigmoid() {
	b.Function("sigmoid", "func(n int, x, y *float32)", "is Sigmoid of n numbers, a multiple of eight.")
	b.each(vector.Pointer("x"), vector.Pointer("y"), func(value reg.VecVirtual) reg.VecVirtual {
		x, one := b.New(), b.one()
		VMOVAPS(value, x)
		b.expOfNegative(value)
		VBLENDVPS(x, value, one, x) // by the sign of x
		VADDPS(one, value, value)
		VDIVPS(value, x, x)
		return x
	})
}

func (b *block) sigmoidSlope() {
	b.Function("sigmoidSlope", "func(n int, x, y *float32)", "is SigmoidSlope of n numbers, a multiple of eight.")
	b.each(vector.Pointer("x"), vector.Pointer("y"), func(value reg.VecVirtual) reg.VecVirtual {
		below := b.New()
		b.expOfNegative(value)
		VADDPS(b.one(), value, below)
		VMULPS(below, below, below)
		VDIVPS(below, value, value)
		return value
	})
}

func (b *block) one() reg.VecVirtual {
	v := b.New()
	VMOVUPS(b.constant(one), v)
	return v
}

// expOfNegative turns x into exp32(-|x|).
func (b *block) expOfNegative(x reg.VecVirtual) {
	VORPS(b.constant(sign), x, x)
	b.exp(x)
}

// each sets the n numbers at y to f of those at x.
func (b *block) each(x, y reg.Register, f func(reg.VecVirtual) reg.VecVirtual) {
	n := vector.Pointer("n")
	b.lowest, b.roundingShift = b.New(), b.New()
	VMOVUPS(b.constant(lowest), b.lowest)
	VMOVUPS(b.constant(roundingShift), b.roundingShift)
	Label("numbers")
	value := b.New()
	VMOVUPS(Mem{Base: x}, value)
	VMOVUPS(f(value), Mem{Base: y})
	ADDQ(Imm(uint64(b.Bytes())), x)
	if y != x {
		ADDQ(Imm(uint64(b.Bytes())), y)
	}
	SUBQ(Imm(uint64(b.Lanes)), n)
	JNZ(LabelRef("numbers"))
	vector.End()
}

// turn lays the rows of x beside each other in columns, eight classes at a time; what is beyond a row is not read.
func (b *block) turn() {
	x, offsets, columns := vector.Pointer("x"), vector.Pointer("offsets"), vector.Pointer("columns")
	left, lanes, mask := GP64(), b.New(), b.New()
	Load(Param("classes"), left)
	VMOVDQU(b.constant(lane), lanes)
	Label("turn")
	VMOVD(left.As32(), mask.AsX())
	VPBROADCASTD(mask.AsX(), mask)
	VPCMPGTD(lanes, mask, mask)
	var rows [8]reg.VecVirtual
	for k := range rows {
		rows[k] = b.New()
		offset := GP64()
		MOVQ(Mem{Base: offsets, Disp: 8 * k}, offset)
		VMASKMOVPS(Mem{Base: x, Index: offset, Scale: 1}, mask, rows[k])
	}
	for j, column := range vector.Transpose8(rows) {
		VMOVUPS(column, Mem{Base: columns, Disp: j * b.Bytes()})
	}
	ADDQ(Imm(uint64(b.Bytes())), x)
	ADDQ(U32(8*b.Bytes()), columns)
	SUBQ(Imm(8), left)
	JG(LabelRef("turn"))
}

// turnBack writes the columns before end as rows of e.
func (b *block) turnBack(end reg.Register) {
	columns, e := vector.Pointer("columns"), vector.Pointer("e")
	Label("back")
	var rows [8]reg.VecVirtual
	for j := range rows {
		rows[j] = b.New()
		VMOVUPS(Mem{Base: columns, Disp: j * b.Bytes()}, rows[j])
	}
	for k, row := range vector.Transpose8(rows) {
		VMOVUPS(row, Mem{Base: e, Disp: k * rowBytes})
	}
	ADDQ(U32(8*b.Bytes()), columns)
	ADDQ(Imm(uint64(b.Bytes())), e)
	CMPQ(columns, end)
	JLT(LabelRef("back"))
}

// findMaximum finds the largest of each row. What it is beside a NaN does not matter: the row becomes NaN anyway.
func (b *block) findMaximum(e, end reg.Register) {
	b.maximum = b.New()
	VMOVUPS(Mem{Base: e}, b.maximum)
	at := GP64()
	MOVQ(e, at)
	Label("maximum")
	VMAXPS(Mem{Base: at}, b.maximum, b.maximum)
	ADDQ(Imm(uint64(b.Bytes())), at)
	CMPQ(at, end)
	JLT(LabelRef("maximum"))
	VMOVUPS(b.maximum, Mem{Base: vector.Pointer("maximum")})
}

// exp turns x into exp32(x - maximum), or exp32(x) if there is no maximum, in exp32's own steps.
func (b *block) exp(x reg.VecVirtual) {
	k, p, exponent := b.New(), b.New(), b.New()
	if b.maximum != nil {
		VSUBPS(b.maximum, x, x)
	}
	VMAXPS(x, b.lowest, x) // the first operand is what comes out if it is NaN
	VMULPS(b.constant(log2e), x, exponent)
	VADDPS(b.roundingShift, exponent, exponent)
	VSUBPS(b.roundingShift, exponent, k)
	VMULPS(b.constant(ln2High), k, p)
	VSUBPS(p, x, x)
	VMULPS(b.constant(ln2Low), k, k)
	VSUBPS(k, x, x)

	VMULPS(b.constant(p0), x, p)
	VADDPS(b.constant(p1), p, p)
	for _, c := range []int{p2, p3, p4, p5} {
		VMULPS(x, p, p)
		VADDPS(b.constant(c), p, p)
	}
	VMULPS(x, x, k)
	VMULPS(k, p, p)
	VADDPS(x, p, p)
	VADDPS(b.constant(one), p, x)

	half := k
	VPSUBD(b.roundingShift, exponent, exponent) // its bits are the integer 0
	VPSRAD(Imm(1), exponent, half)
	VPSUBD(half, exponent, exponent)
	for _, factor := range []reg.VecVirtual{half, exponent} {
		VPADDD(b.constant(bias), factor, factor)
		VPSLLD(Imm(23), factor, factor)
		VMULPS(factor, x, x)
	}
}

// add adds a class to the sums in float64.
func (b *block) add(value, low, high reg.VecVirtual) {
	wide := b.New()
	VCVTPS2PD(value.AsX(), wide)
	VADDPD(wide, low, low)
	VEXTRACTF128(Imm(1), value, value.AsX())
	VCVTPS2PD(value.AsX(), wide)
	VADDPD(wide, high, high)
}
