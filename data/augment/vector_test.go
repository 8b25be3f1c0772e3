package augment

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// The assembly gives the bytes that the loops in Go give, for any settings, size
// and image: noise, specks, pale ink, strokes, and what fills the image.
func TestVectorsGiveTheSame(t *testing.T) {
	if !hasVectors() {
		t.Skip("this CPU has no vectors that the assembly uses")
	}
	every := []Settings{
		Light, Full,
		{Rotation: 180},
		{Shear: 1, Aspect: 1},
		{Scale: 0.5, Shift: 14},
		{Elastic: 4},
		{Thinner: 1},
		{Thicker: 1},
		{Strokes: 1},
		{Rotation: 180, Shear: 1, Aspect: 1, Scale: 0.5, Shift: 14, Elastic: 4, Thinner: 1, Thicker: 1, Strokes: 1},
	}
	r := rand.New(rand.NewPCG(3, 4))
	for _, size := range [][2]int{{1, 1}, {1, 40}, {40, 1}, {2, 3}, {6, 6}, {9, 7}, {28, 28}, {31, 33}, {64, 48}, {100, 130}} {
		for _, s := range every {
			t.Run(fmt.Sprint(size, s), func(t *testing.T) { sameBytes(t, r, s, size[0], size[1]) })
		}
	}
}

func sameBytes(t *testing.T, r *rand.Rand, s Settings, height, width int) {
	fast, err := New(s, height, width, 5)
	slow, err2 := New(s, height, width, 5)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	slow.vectors = false
	src, got, want := make([]byte, height*width), make([]byte, height*width), make([]byte, height*width)
	for i := range 48 {
		scribble(r, src, width, i%6)
		label := byte(r.IntN(10))
		fast.Image(got, src, label, 1, i)
		slow.Image(want, src, label, 1, i)
		if !bytes.Equal(got, want) {
			t.Fatalf("image %d, label %d: other bytes", i, label)
		}
	}
}

// scribble fills the image in one of six ways.
func scribble(r *rand.Rand, image []byte, width, way int) {
	for i := range image {
		v := byte(r.Uint32())
		keep := true
		switch x := i % width; way {
		case 1:
			keep = r.IntN(8) == 0
		case 2:
			keep = width/3 <= x && x <= width*2/3
		case 3:
			keep = r.IntN(64) == 0
		case 4:
			v %= inkFrom // all of it pale
		case 5:
			v = 255
		}
		if image[i] = 0; keep {
			image[i] = v
		}
	}
}
