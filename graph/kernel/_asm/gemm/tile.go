package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// What the general registers hold throughout.
var (
	a, aCol   = reg.RAX, reg.R9
	aRowTimes = map[int]reg.GPPhysical{1: reg.RBX, 3: reg.RCX, 5: reg.RDX, 7: reg.RSI, 9: reg.RDI, 11: reg.R8}
	bRow      = reg.R13

	ahead, aheadRow = reg.R14, reg.R15 // what to fetch from memory meanwhile

	cursor  = reg.R10 // in a while summing, in c afterwards
	bCursor = reg.R11 // c's row stride afterwards
	scratch = reg.R12
)

// tile is rows × vectors accumulators, each over all of k.
type tile struct {
	isa           *isa
	rows, vectors int
	pack          bool // copy b while reading it
	labels        int  // made so far
}

// sum is an accumulator.
func (t *tile) sum(row, v int) Op { return t.isa.vector[row*t.vectors+v] }

// spare is the i-th register beyond the accumulators.
func (t *tile) spare(i int) Op { return t.isa.vector[t.isa.rows*t.vectors+i] }

func (t *tile) label(name string) string {
	t.labels++
	return fmt.Sprintf("%s%d", name, t.labels)
}

// parameter is where an argument lies on the stack.
func parameter(name string) Mem {
	p, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return p.Addr
}

// prologue loads the pointers and strides, and those multiples of a's row stride
// that an address cannot express.
func (t *tile) prologue() {
	t.isa.masks.prologue(t)
	Load(Param("a"), a)
	Load(Param("aCol"), aCol)
	Load(Param("bRow"), bRow)
	Load(Param("ahead"), ahead)
	Load(Param("aheadRow"), aheadRow)
	Load(Param("aRow"), aRowTimes[1])
	for odd := 3; odd < t.isa.rows; odd += 2 {
		LEAQ(Mem{Base: aRowTimes[odd-2], Index: aRowTimes[1], Scale: 2}, aRowTimes[odd])
	}
}

// element is the address of a's element in that row at the present depth.
func element(row int) Mem {
	if row == 0 {
		return Mem{Base: cursor}
	}
	scale := uint8(1)
	for row%2 == 0 && scale < 8 {
		row, scale = row/2, scale*2
	}
	return Mem{Base: cursor, Index: aRowTimes[row], Scale: scale}
}

// compute sums the tile, two depths a turn. The first turns also make a row of c
// each ready to be written, the later ones fetch what is ahead.
func (t *tile) compute() {
	fetched := t.label("fetched")
	pair, last, summed := t.label("pair"), t.label("last"), t.label("summed")
	for i := range t.rows * t.vectors {
		t.isa.clear(t.isa.vector[i])
	}
	MOVQ(a, cursor)
	Load(Param("b"), bCursor)
	if t.pack {
		Load(Param("pack"), a) // there is no further tile that would need a
	}
	Load(Param("k"), scratch)
	SUBQ(I32(int32(2+2*t.rows)), scratch)
	JLT(LabelRef(fetched))
	t.fetchC()
	JMP(LabelRef(pair))
	Label(fetched)
	ADDQ(I32(int32(2*t.rows)), scratch)
	JLT(LabelRef(last))
	Label(pair)
	t.step(bRow)
	PREFETCHT1(Mem{Base: ahead})
	PREFETCHT1(Mem{Base: ahead, Disp: 64})
	ADDQ(aheadRow, ahead)
	t.step(bRow)
	SUBQ(Imm(2), scratch)
	JGE(LabelRef(pair))
	Label(last)
	ADDQ(Imm(2), scratch)
	JZ(LabelRef(summed))
	t.step(bRow)
	Label(summed)
}

// step adds the products of one depth.
func (t *tile) step(bRow Op) {
	width := t.isa.lanes * 4
	for v := range t.vectors {
		VMOVUPS(Mem{Base: bCursor, Disp: v * width}, t.spare(v))
		if t.pack {
			VMOVUPS(t.spare(v), Mem{Base: a, Disp: v * width})
		}
	}
	ADDQ(bRow, bCursor)
	if t.pack {
		ADDQ(U32(t.vectors*width), a)
	}
	for row := range t.rows {
		if t.vectors == 1 {
			VFMADD231PS_BCST(element(row), t.spare(0), t.sum(row, 0))
			continue
		}
		x := t.spare(t.vectors + row%2)
		VBROADCASTSS(element(row), x)
		for v := range t.vectors {
			VFMADD231PS(t.spare(v), x, t.sum(row, v))
		}
	}
	ADDQ(aCol, cursor)
}

// finish turns the sums into c. Adding 0 makes -0 to +0, so that products which
// leave out zeros have the same bits. The maximum keeps NaN: where an operand is
// NaN it is its first one here, Intel's second source.
func (t *tile) finish() {
	added := t.label("added")
	CMPB(parameter("add"), Imm(0))
	JEQ(LabelRef(added))
	t.eachRow(func(row, v int, at Mem) {
		t.isa.masks.load(t, v, at, t.spare(v))
		VADDPS(t.spare(v), t.sum(row, v), t.sum(row, v))
	})
	Label(added)

	zero, floor := t.spare(0), t.spare(1)
	t.isa.clear(zero)
	VBROADCASTSS(parameter("floor"), floor)
	Load(Param("bias"), scratch)
	for v := range t.vectors {
		VMOVUPS(Mem{Base: scratch, Disp: v * t.isa.lanes * 4}, t.spare(2+v))
	}
	for row := range t.rows {
		for v := range t.vectors {
			x := t.sum(row, v)
			VADDPS(zero, x, x)
			VADDPS(t.spare(2+v), x, x)
			VMAXPS(x, floor, x)
		}
	}
	t.isa.masks.store(t)
}

// eachRow calls f with the address of each vector of c.
func (t *tile) eachRow(f func(row, v int, at Mem)) {
	cRow := bCursor
	Load(Param("c"), cursor)
	Load(Param("cRow"), cRow)
	for row := range t.rows {
		for v := range t.vectors {
			f(row, v, Mem{Base: cursor, Disp: v * t.isa.lanes * 4})
		}
		if row+1 < t.rows {
			ADDQ(cRow, cursor)
		}
	}
}

// fetchC sums two depths for each row of the tile, and makes the cache lines of
// that row of c ready to be written.
func (t *tile) fetchC() {
	fetch := t.label("fetch")
	row, cRow, left := ahead, aheadRow, bRow // lent
	bytes := t.vectors * t.isa.lanes * 4
	MOVQ(ahead, parameter("ahead"))
	Load(Param("c"), row)
	Load(Param("cRow"), cRow)
	MOVQ(U32(t.rows), left)
	Label(fetch)
	t.step(parameter("bRow"))
	for at := 0; at < bytes; at += 64 {
		PREFETCHT0(Mem{Base: row, Disp: at})
	}
	PREFETCHT0(Mem{Base: row, Disp: bytes - 1})
	ADDQ(cRow, row)
	t.step(parameter("bRow"))
	DECQ(left)
	JNZ(LabelRef(fetch))
	Load(Param("ahead"), ahead)
	Load(Param("aheadRow"), aheadRow)
	Load(Param("bRow"), bRow)
}

// advance moves a and c to the tile below.
func (t *tile) advance() {
	IMUL3Q(Imm(uint64(t.rows)), aRowTimes[1], scratch)
	ADDQ(scratch, a)
	ADDQ(bCursor, cursor) // eachRow has left them at the last row of c
	MOVQ(cursor, parameter("c"))
}
