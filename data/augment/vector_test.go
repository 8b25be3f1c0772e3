package augment

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
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

// What the assembly writes beyond its memory, and what it would read there, shows.
func TestVectorsStayInBounds(t *testing.T) {
	if !hasVectors() {
		t.Skip("this CPU has no vectors that the assembly uses")
	}
	r := rand.New(rand.NewPCG(5, 6))
	for _, size := range [][2]int{{1, 1}, {1, 40}, {6, 6}, {28, 28}, {31, 33}} {
		a, err := New(Full, size[0], size[1], 5)
		if err != nil {
			t.Fatal(err)
		}
		c := newCanvas(a)
		walls := []func() bool{
			guard(&c.points, point{1e9, 1e9, 1 << 30, 1e9}), guard(&c.moved, point{1e9, 1e9, 1 << 30, 1e9}), guard(&c.words, 1<<30),
			guard(&c.framed, 255), guard(&c.pairs, 255), guard(&c.ink, 1e9), guard(&c.near, 255),
			guard(&c.thin.pixels, 255), guard(&c.wide.pixels, 255),
		}
		src, dst, want := make([]byte, size[0]*size[1]), make([]byte, size[0]*size[1]), make([]byte, size[0]*size[1])
		for i := range 300 {
			scribble(r, src, size[1], i%6)
			c.random.seed(5, 1, i)
			c.apply(dst, src, byte(i%10))
			if a.Image(want, src, byte(i%10), 1, i); !bytes.Equal(dst, want) {
				t.Fatalf("%v: image %d depends on what is beyond the memory", size, i)
			}
		}
		for i, stand := range walls {
			if !stand() {
				t.Errorf("%v: the assembly wrote beyond the memory of list %d", size, i)
			}
		}
	}
}

// guard moves what the slice has room for between two walls, and returns what tells
// whether they stand.
func guard[T comparable](slice *[]T, brick T) (stand func() bool) {
	const thick = 64
	room := cap(*slice)
	all := slices.Repeat([]T{brick}, room+2*thick)
	inside := all[thick : thick+room : thick+room]
	copy(inside, (*slice)[:room])
	*slice = inside[:len(*slice)]
	return func() bool {
		for i := range thick {
			if all[i] != brick || all[thick+room+i] != brick {
				return false
			}
		}
		return true
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
