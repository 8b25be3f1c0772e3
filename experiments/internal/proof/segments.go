package proof

import (
	"math/rand/v2"
	"strings"

	"digits/data"
)

// Digits returns made-up images of the ten digits as seven segments show them, with
// noise: so many to train on, and as many to test on.
func Digits(n int) *data.Source {
	return &data.Source{Train: segments(n, 1), Test: segments(n, 2), From: "seven segments"}
}

// As large as MNIST's: a grid of 11 x 8 cells of two by three pixels, and some paper.
const height, width = 28, 28

// lit are the segments of each digit: a to f clockwise from the top, g in the middle.
var lit = [...]string{"abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg"}

func segments(n int, seed uint64) *data.Set {
	r := rand.New(rand.NewPCG(seed, 7))
	s := &data.Set{Name: "seven segments", Height: height, Width: width, Classes: len(lit)}
	for i := range n {
		digit := i % len(lit)
		for p := range height * width {
			ink := 0
			if strings.Contains(lit[digit], segmentAt((p/width-3)/2, (p%width-2)/3)) {
				ink = 150 + r.IntN(100)
			} else if r.IntN(20) == 0 {
				ink = r.IntN(80)
			}
			s.Pixels = append(s.Pixels, byte(ink))
		}
		s.Labels = append(s.Labels, byte(digit))
	}
	return s
}

// segmentAt returns the segment of a cell, "none" outside of all.
func segmentAt(y, x int) string {
	if x > 1 && x < 6 {
		if part, ok := map[int]string{1: "a", 5: "g", 9: "d"}[y]; ok {
			return part
		}
		return "none"
	}
	upper, lower := y > 1 && y < 5, y > 5 && y < 9
	switch {
	case x == 1 && upper:
		return "f"
	case x == 1 && lower:
		return "e"
	case x == 6 && upper:
		return "b"
	case x == 6 && lower:
		return "c"
	}
	return "none"
}
