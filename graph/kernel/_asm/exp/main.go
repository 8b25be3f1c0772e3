// Command exp generates the exponentials of a row and their sum.
package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"digits/graph/kernel/_asm/vector"
)

// lanes is how many partial sums a row has, on any instruction set.
const lanes = 16

func main() {
	tail, constants := vector.TailTable(), constantTable()
	for _, set := range vector.Both {
		expSum(set, tail, constants)
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
	roundingShiftBits
	bias
	negativeInfinity
)

// constantTable places each constant as often as the widest vector has lanes.
func constantTable() Mem {
	table := GLOBL("constants", RODATA|NOPTR)
	for i, c := range []uint32{
		lowest:            math.Float32bits(-104),
		log2e:             math.Float32bits(1.44269504088896341),
		roundingShift:     math.Float32bits(12582912),
		ln2High:           math.Float32bits(0.693359375),
		ln2Low:            math.Float32bits(-2.12194440e-4),
		p0:                math.Float32bits(1.9875691500e-4),
		p1:                math.Float32bits(1.3981999507e-3),
		p2:                math.Float32bits(8.3334519073e-3),
		p3:                math.Float32bits(4.1665795894e-2),
		p4:                math.Float32bits(1.6666665459e-1),
		p5:                math.Float32bits(5.0000001201e-1),
		one:               math.Float32bits(1),
		roundingShiftBits: math.Float32bits(12582912),
		bias:              127,
		negativeInfinity:  math.Float32bits(float32(math.Inf(-1))),
	} {
		for k := range lanes {
			DATA(4*(lanes*i+k), U32(c))
		}
	}
	return table
}

// row is what the parts of expSum share.
type row struct {
	vector.ISA
	constants       Mem
	maximum, lowest reg.VecVirtual
	sums            []reg.VecVirtual // of float64, over the sixteen lanes in order
}

// constant is one of the constants in all lanes.
func (r *row) constant(c int) Mem { return r.constants.Offset(4 * lanes * c) }

func expSum(set vector.ISA, tail, constants Mem) {
	set.Function("expSum", "func(x, e *float32, n int) (maximum float32, sum float64)",
		"is expRow of n > 0 elements, without writing e where that is nil.")
	x, e, n := vector.Pointer("x"), vector.Pointer("e"), vector.Pointer("n")
	r := row{ISA: set, constants: constants}
	r.findMaximum(x, n, tail)
	r.lowest = set.New()
	VMOVUPS(r.constant(lowest), r.lowest)
	for range 2 * lanes / set.Lanes {
		sum := set.New()
		r.sums = append(r.sums, sum)
		VXORPS(sum, sum, sum)
	}

	vectors := lanes / set.Lanes
	Label("exp")
	CMPQ(n, Imm(lanes))
	JLT(LabelRef("exptail"))
	values := make([]reg.VecVirtual, vectors)
	for k := range values {
		values[k] = set.New()
		VMOVUPS(Mem{Base: x, Disp: k * set.Bytes()}, values[k])
		r.exp(values[k])
	}
	TESTQ(e, e)
	JZ(LabelRef("add"))
	for k, v := range values {
		VMOVUPS(v, Mem{Base: e, Disp: k * set.Bytes()})
	}
	ADDQ(U32(4*lanes), e)
	Label("add")
	for k, v := range values {
		r.add(k, v)
	}
	ADDQ(U32(4*lanes), x)
	SUBQ(Imm(lanes), n)
	JMP(LabelRef("exp"))

	Label("exptail")
	TESTQ(n, n)
	JZ(LabelRef("sum"))
	address := vector.TailAddress(tail, n)
	for k := range vectors {
		r.last(k, x, e, address)
	}
	Label("sum")
	r.reduce()
	vector.End()
}

// findMaximum leaves the largest element in all lanes of r.maximum; which it is beside a NaN does not matter.
func (r *row) findMaximum(x, n reg.Register, tail Mem) {
	r.maximum = r.New()
	VMOVUPS(r.constant(negativeInfinity), r.maximum)
	at, left, value := GP64(), GP64(), r.New()
	MOVQ(x, at)
	MOVQ(n, left)
	Label("maximum")
	CMPQ(left, Imm(uint64(r.Lanes)))
	JLT(LabelRef("maximumtail"))
	VMAXPS(Mem{Base: at}, r.maximum, r.maximum)
	ADDQ(Imm(uint64(r.Bytes())), at)
	SUBQ(Imm(uint64(r.Lanes)), left)
	JMP(LabelRef("maximum"))

	Label("maximumtail")
	TESTQ(left, left)
	JZ(LabelRef("maximumacross"))
	mask := r.TailMask(vector.TailAddress(tail, left), 0)
	mask.Load(Mem{Base: at}, value)
	mask.Fill(value, r.maximum)
	VMAXPS(value, r.maximum, r.maximum)

	Label("maximumacross")
	if r.Wide() {
		VEXTRACTF64X4(Imm(1), r.maximum, value.AsY())
		VMAXPS(value.AsY(), r.maximum.AsY(), r.maximum.AsY())
	}
	m, other := r.maximum.AsX(), value.AsX()
	VEXTRACTF128(Imm(1), r.maximum.AsY(), other)
	VMAXPS(other, m, m)
	VPERMILPS(Imm(0b01_00_11_10), m, other)
	VMAXPS(other, m, m)
	VPERMILPS(Imm(0b10_11_00_01), m, other)
	VMAXPS(other, m, m)
	result, err := ReturnIndex(0).Resolve()
	if err != nil {
		panic(err)
	}
	VMOVSS(m, result.Addr)
	VBROADCASTSS(m, r.maximum)
}

// exp turns x into exp32(x - maximum), in exp32's own steps.
func (r *row) exp(x reg.VecVirtual) {
	k, p, exponent := r.New(), r.New(), r.New()
	VSUBPS(r.maximum, x, x)
	VMAXPS(x, r.lowest, x) // the first operand is what comes out if it is NaN
	VMULPS(r.constant(log2e), x, exponent)
	VADDPS(r.constant(roundingShift), exponent, exponent)
	VSUBPS(r.constant(roundingShift), exponent, k)
	VMULPS(r.constant(ln2High), k, p)
	VSUBPS(p, x, x)
	VMULPS(r.constant(ln2Low), k, k)
	VSUBPS(k, x, x)

	VMULPS(r.constant(p0), x, p)
	VADDPS(r.constant(p1), p, p)
	for _, c := range []int{p2, p3, p4, p5} {
		VMULPS(x, p, p)
		VADDPS(r.constant(c), p, p)
	}
	VMULPS(x, x, k)
	VMULPS(k, p, p)
	VADDPS(x, p, p)
	VADDPS(r.constant(one), p, p)

	half := k
	VPSUBD(r.constant(roundingShiftBits), exponent, exponent)
	VPSRAD(Imm(1), exponent, half)
	VPSUBD(half, exponent, exponent)
	for _, factor := range []reg.VecVirtual{half, exponent} {
		VPADDD(r.constant(bias), factor, factor)
		VPSLLD(Imm(23), factor, factor)
		VMULPS(factor, p, p)
	}
	VMOVAPS(p, x)
}

// add adds the vector k of sixteen elements to its sums.
func (r *row) add(k int, v reg.VecVirtual) {
	low, high := r.New(), r.New()
	if r.Wide() {
		VEXTRACTF64X4(Imm(1), v, high.AsY())
		VCVTPS2PD(v.AsY(), low)
		VCVTPS2PD(high.AsY(), high)
	} else {
		VEXTRACTF128(Imm(1), v, high.AsX())
		VCVTPS2PD(v.AsX(), low)
		VCVTPS2PD(high.AsX(), high)
	}
	VADDPD(low, r.sums[2*k], r.sums[2*k])
	VADDPD(high, r.sums[2*k+1], r.sums[2*k+1])
}

// last does the vector k of the last, incomplete sixteen elements.
func (r *row) last(k int, x, e, address reg.Register) {
	skip := [...]string{"skip0", "skip1"}[k]
	value := r.New()
	mask := r.TailMask(address, k)
	mask.Load(Mem{Base: x, Disp: k * r.Bytes()}, value)
	mask.Fill(value, r.maximum) // the lanes beyond the row make no work for slow subnormals
	r.exp(value)
	mask.Clear(value)
	r.add(k, value)
	TESTQ(e, e)
	JZ(LabelRef(skip))
	mask.Store(value, Mem{Base: e, Disp: k * r.Bytes()})
	Label(skip)
}

// reduce adds the sixteen sums in expRowPortable's order: those eight apart, then four, two, one.
func (r *row) reduce() {
	s := r.sums
	if r.Wide() {
		VADDPD(s[1], s[0], s[0])
		VEXTRACTF64X4(Imm(1), s[0], s[1].AsY())
		VADDPD(s[1].AsY(), s[0].AsY(), s[0].AsY())
	} else {
		VADDPD(s[2], s[0], s[0])
		VADDPD(s[3], s[1], s[1])
		VADDPD(s[1], s[0], s[0])
	}
	sum, other := s[0].AsX(), s[1].AsX()
	VEXTRACTF128(Imm(1), s[0].AsY(), other)
	VADDPD(other, sum, sum)
	VPERMILPD(Imm(1), sum, other)
	VADDSD(other, sum, sum)
	result, err := ReturnIndex(1).Resolve()
	if err != nil {
		panic(err)
	}
	VMOVSD(sum, result.Addr)
}
