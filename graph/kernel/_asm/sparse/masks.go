package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// masks makes the function that finds, for pairs of columns, the rows where they are not both the background.
func masks() {
	const rowsAtOnce, pairsAtOnce = 32, 8
	TEXT("pairMasksAVX2", NOSPLIT, "func(rows int, x *float32, xRow int, background float32, masks *uint32, pairMasks int)")
	Pragma("noescape")
	Doc(
		"pairMasksAVX2 looks at eight pairs of columns of one to 32 rows of x, which are xRow bytes apart, and",
		"writes a word for each pair, pairMasks bytes apart: its bit i is set where row i's pair is not twice the",
		"background, bit for bit.",
	)
	rows, x, xRow, to, toNext := reg.RAX, reg.RBX, reg.RCX, reg.RDX, reg.RSI
	low, high, byte := reg.R8, reg.R9, reg.R10
	background, left, right := reg.Y0, reg.Y1, reg.Y2
	found := AllocLocal(rowsAtOnce) // a byte a row, a bit a pair
	Load(Param("rows"), rows)
	Load(Param("x"), x)
	Load(Param("xRow"), xRow)
	Load(Param("masks"), to)
	Load(Param("pairMasks"), toNext)
	b, err := Param("background").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(b.Addr, background)
	VPXOR(left, left, left)
	VMOVDQU(left, found)
	LEAQ(found, byte)
	Label("row")
	VPCMPEQQ(Mem{Base: x}, background, left)
	VPCMPEQQ(Mem{Base: x, Disp: 32}, background, right)
	VMOVMSKPD(left, low.As32())
	VMOVMSKPD(right, high.As32())
	SHLL(Imm(4), high.As32())
	ORL(high.As32(), low.As32())
	NOTL(low.As32())
	MOVB(low.As8(), Mem{Base: byte})
	ADDQ(xRow, x)
	INCQ(byte)
	DECQ(rows)
	JNZ(LabelRef("row"))
	VMOVDQU(found, left)
	// VPMOVMSKB takes the highest bit of each byte; the last pair's is there first.
	IMUL3Q(Imm(pairsAtOnce-1), toNext, low)
	ADDQ(low, to)
	for i := range pairsAtOnce {
		VPMOVMSKB(left, low.As32())
		MOVL(low.As32(), Mem{Base: to})
		if i < pairsAtOnce-1 {
			VPADDB(left, left, left)
			SUBQ(toNext, to)
		}
	}
	end()
}
