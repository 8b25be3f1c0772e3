package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// masks makes the function that finds, for columns or pairs of them, the rows where they are not all background.
func masks(name string, pairs bool) {
	const rowsAtOnce, setsAtOnce = 32, 8
	TEXT(name+"MasksAVX2", NOSPLIT, "func(rows int, x *float32, xRow int, background float32, masks *uint32, nextMask int)")
	Pragma("noescape")
	Doc(
		name+"MasksAVX2 looks at eight "+name+"s of one to 32 rows of x, which are xRow bytes apart, and",
		"writes a word for each "+name+", nextMask bytes apart: its bit i is set where row i's "+name+" is not all",
		"background, bit for bit.",
	)
	rows, x, xRow, to, toNext := reg.RAX, reg.RBX, reg.RCX, reg.RDX, reg.RSI
	low, high, byte := reg.R8, reg.R9, reg.R10
	background, left, right := reg.Y0, reg.Y1, reg.Y2
	found := AllocLocal(rowsAtOnce) // a byte a row, a bit a set
	Load(Param("rows"), rows)
	Load(Param("x"), x)
	Load(Param("xRow"), xRow)
	Load(Param("masks"), to)
	Load(Param("nextMask"), toNext)
	b, err := Param("background").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(b.Addr, background)
	VPXOR(left, left, left)
	VMOVDQU(left, found)
	LEAQ(found, byte)
	Label("row")
	if pairs {
		VPCMPEQQ(Mem{Base: x}, background, left)
		VPCMPEQQ(Mem{Base: x, Disp: 32}, background, right)
		VMOVMSKPD(left, low.As32())
		VMOVMSKPD(right, high.As32())
		SHLL(Imm(4), high.As32())
		ORL(high.As32(), low.As32())
	} else {
		VPCMPEQD(Mem{Base: x}, background, left)
		VMOVMSKPS(left, low.As32())
	}
	NOTL(low.As32())
	MOVB(low.As8(), Mem{Base: byte})
	ADDQ(xRow, x)
	INCQ(byte)
	DECQ(rows)
	JNZ(LabelRef("row"))
	VMOVDQU(found, left)
	// VPMOVMSKB takes the highest bit of each byte; the last set's is there first.
	IMUL3Q(Imm(setsAtOnce-1), toNext, low)
	ADDQ(low, to)
	for i := range setsAtOnce {
		VPMOVMSKB(left, low.As32())
		MOVL(low.As32(), Mem{Base: to})
		if i < setsAtOnce-1 {
			VPADDB(left, left, left)
			SUBQ(toNext, to)
		}
	}
	end()
}
