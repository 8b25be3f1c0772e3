package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// A point is x, y, where it is in the framed source, and its value.
const (
	pointSize = 16
	value     = 12 // its offset
)

// points lists ink: it writes a point for each pixel of the words, and goes on to
// the next only if the pixel is not 0.
func points() {
	function("pointsAVX2", "func(points, places *float32, src *byte, words *int32, n int) uintptr",
		"lists the ink of n words of eight pixels, at least one, and returns the bytes of the list.")
	list, places, src := param("points"), param("places"), param("src")
	words, n := param("words"), param("n")
	start, word, pixels, place := GP64(), GP64(), GP64(), GP64()
	values := YMM()
	MOVQ(list, start)
	lanes := AllocLocal(32)

	Label("word")
	MOVLQSX(at(words, 0), word)
	MOVQ(Mem{Base: src, Index: word, Scale: 1}, pixels)
	VPMOVZXBD(Mem{Base: src, Index: word, Scale: 1}, values)
	VCVTDQ2PS(values, values)
	VMOVUPS(values, lanes)
	MOVQ(word, place)
	SHLQ(Imm(4), place)
	ADDQ(places, place)
	for i := range 8 {
		point, step := XMM(), GP64()
		VBROADCASTSS(lanes.Offset(4*i), point)
		VBLENDPS(Imm(0b0111), at(place, pointSize*i), point, point)
		VMOVUPS(point, at(list, 0))
		// The step is 16 for a pixel that is not 0: the borrow of 0 - pixel.
		MOVBLZX(pixels.As8L(), step.As32())
		NEGL(step.As32())
		SBBQ(step, step)
		ANDL(Imm(pointSize), step.As32())
		ADDQ(step, list)
		if i < 7 {
			SHRQ(Imm(8), pixels)
		}
	}
	ADDQ(Imm(4), words)
	DECQ(n)
	JNZ(LabelRef("word"))
	SUBQ(start, list)
	Store(list, ReturnIndex(0))
	end()
}
