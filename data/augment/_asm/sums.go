package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// sums adds up a point's moments and mass at once, and takes the least and the
// largest of all four of its numbers, of which two count.
func sums() {
	function("sumsAVX2", "func(points *float32, n int, t, limits *float32)",
		"adds n points, at least one, to a tally. The limits are four times each what is nowhere, its negative, the value of the",
		"palest ink that counts for the box, and 1; the box's corners come out as places.")
	points, n, t, limits := param("points"), param("n"), param("t"), param("limits")
	nowhere, negative := loadX(at(limits, 0)), loadX(at(limits, 16))
	palest, one := loadX(at(limits, 32)), loadX(at(limits, 48))
	sum, low, high := loadX(at(t, 0)), XMM(), XMM()
	VMOVAPS(nowhere, low)
	VMOVAPS(negative, high)
	point, value, moments, pale, place := XMM(), XMM(), XMM(), XMM(), XMM()

	Label("point")
	VMOVUPS(at(points, 0), point)
	VPERMILPS(Imm(0xff), point, value)
	VBLENDPS(Imm(0b1100), one, point, moments)
	VMULPS(value, moments, moments)
	VADDPS(moments, sum, sum)
	VCMPPS(Imm(1), palest, value, pale) // less
	VBLENDVPS(pale, nowhere, point, place)
	VMINPS(place, low, low)
	VBLENDVPS(pale, negative, point, place)
	VMAXPS(place, high, high)
	ADDQ(Imm(pointSize), points)
	DECQ(n)
	JNZ(LabelRef("point"))
	VMOVUPS(sum, at(t, 0))
	VMOVUPS(low, at(t, 16))
	VMOVUPS(high, at(t, 32))
	end()
}
