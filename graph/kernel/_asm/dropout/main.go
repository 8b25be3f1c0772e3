// Command dropout generates the drawing of masks.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"digits/graph/kernel/_asm/vector"
)

const (
	rounds = 7
	m0     = 0xd2511f53
	m1     = 0xcd9e8d57

	blocks = 16 // of a group
	words  = 4  // of a block
)

// The state's words, as dropoutState lays them out.
const (
	block     = 0
	counter   = 8
	keys      = 16
	threshold = keys + 8*rounds
	scale     = threshold + 4
)

func main() {
	lanes := laneTable()
	for _, set := range vector.Both {
		dropout(set, lanes)
	}
	Generate()
}

// laneTable places the blocks of a group: the even ones, then the odd ones.
func laneTable() Mem {
	table := GLOBL("lanes", RODATA|NOPTR)
	for i := range blocks {
		DATA(8*i, U64(i%8*2+i/8))
	}
	return table
}

// philox is a generator with a block in each 64-bit lane, of which the lower 32 bits count: there the wide product
// wants its factor, and there it leaves its lower half, the next round's second or fourth word.
type philox struct {
	vector.ISA
	m0, m1 reg.VecVirtual
}

func dropout(set vector.ISA, lanes Mem) {
	set.Function("dropout", "func(x, y, mask *float32, groups int, state *uint32)",
		"makes groups of 64 elements; state is a dropoutState, whose block's lower half does not overflow.")
	x, y, mask := vector.Pointer("x"), vector.Pointer("y"), vector.Pointer("mask")
	groups, state := vector.Pointer("groups"), vector.Pointer("state")
	p := philox{set, constant(set, m0), constant(set, m1)}
	first := GP64()
	MOVQ(Mem{Base: state, Disp: block}, first)

	Label("group")
	for part := range blocks / set.Lanes {
		start := set.New()
		VMOVQ(first, start.AsX())
		VPBROADCASTQ(start.AsX(), start)
		even, odd := p.start(state, start, lanes.Offset(part*set.Bytes())), p.start(state, start, lanes.Offset(part*set.Bytes()+8*blocks/2))
		for round := range rounds {
			k0, k1 := set.New(), set.New()
			VPBROADCASTD(Mem{Base: state, Disp: keys + 8*round}, k0)
			VPBROADCASTD(Mem{Base: state, Disp: keys + 8*round + 4}, k1)
			p.round(&even, k0, k1)
			p.round(&odd, k0, k1)
		}
		bound, kept := set.New(), set.Broadcast(state, scale)
		VPBROADCASTD(Mem{Base: state, Disp: threshold}, bound)
		for w := range words {
			p.zip(even[w], odd[w])
			p.keep(even[w], bound, kept)
			offset := 4*blocks*w + part*set.Bytes()
			VMOVUPS(even[w], Mem{Base: mask, Disp: offset})
			VMULPS(Mem{Base: x, Disp: offset}, even[w], even[w])
			VMOVUPS(even[w], Mem{Base: y, Disp: offset})
		}
	}
	ADDQ(Imm(blocks), first)
	for _, pointer := range []reg.Register{x, y, mask} {
		ADDQ(U32(4*blocks*words), pointer)
	}
	DECQ(groups)
	JNZ(LabelRef("group"))
	vector.End()
}

// constant returns a vector of c in each 64-bit lane.
func constant(set vector.ISA, c uint32) reg.VecVirtual {
	general, v := GP64(), set.New()
	MOVQ(U64(c), general)
	VMOVQ(general, v.AsX())
	VPBROADCASTQ(v.AsX(), v)
	return v
}

// start returns the counters of the blocks that lie in lanes behind the first.
func (p philox) start(state reg.Register, first reg.VecVirtual, lanes Mem) (c [words]reg.VecVirtual) {
	c[0] = p.New()
	VPADDQ(lanes, first, c[0])
	for w, offset := range []int{block + 4, counter, counter + 4} {
		c[w+1] = p.New()
		VPBROADCASTD(Mem{Base: state, Disp: offset}, c[w+1])
	}
	return c
}

// round is one round of Philox4x32.
func (p philox) round(c *[words]reg.VecVirtual, k0, k1 reg.VecVirtual) {
	first, third := c[0], c[2]
	VPMULUDQ(p.m0, first, first)
	VPMULUDQ(p.m1, third, third)
	p.mix(first, k1, c[3])
	p.mix(third, k0, c[1])
	*c = [words]reg.VecVirtual{c[1], third, c[3], first}
}

// mix is word ^= product>>32 ^ key.
func (p philox) mix(product, key, word reg.VecVirtual) {
	high := p.New()
	VPSRLQ(Imm(32), product, high)
	if p.Wide() {
		const parity = 0x96
		VPTERNLOGD(Imm(parity), key, high, word)
		return
	}
	VPXOR(key, word, word)
	VPXOR(high, word, word)
}

// zip leaves in even the lower halves of both, in the order of their blocks.
func (p philox) zip(even, odd reg.VecVirtual) {
	VPSLLQ(Imm(32), odd, odd)
	if p.Wide() {
		upper, pattern := K(), GP32()
		MOVL(U32(0xaaaa), pattern)
		KMOVW(pattern, upper)
		VMOVDQA32(odd, upper, even)
		return
	}
	VPBLENDD(Imm(0xaa), odd, even, even)
}

// keep turns random words into the mask: kept where they reach the bound, 0 elsewhere.
func (p philox) keep(random, bound, kept reg.VecVirtual) {
	if p.Wide() {
		const notLess = 5
		reached := K()
		VPCMPUD(Imm(notLess), bound, random, reached)
		VMOVAPS_Z(kept, reached, random)
		return
	}
	larger := p.New()
	VPMAXUD(bound, random, larger)
	VPCMPEQD(larger, random, random)
	VANDPS(kept, random, random)
}
