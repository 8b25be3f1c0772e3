package graph

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// dots returns images of which a fifth of the pixels are not 0.
func dots(r *rand.Rand, images, pixels int) [][]byte {
	rows := make([][]byte, images)
	for i := range rows {
		rows[i] = make([]byte, pixels)
		for j := range rows[i] {
			if r.IntN(5) == 0 {
				rows[i][j] = byte(r.IntN(256))
			}
		}
	}
	return rows
}

// A program that is given images computes what it does from their scaled pixels,
// whether the first operation scales them or something else reads the input too.
func TestImagesAreInput(t *testing.T) {
	const batch, side, classes = 40, 16, 10
	square := Func(func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Square(x) })
	for name, c := range map[string]struct {
		net    Sequential
		input  []int
		scales bool
		mode   Mode
	}{
		"dense, training":  {Sequential{Dense{Units: 64, Activation: ReLU}, Dense{Units: classes}}, []int{side * side}, true, Training},
		"flatten":          {Sequential{Flatten{}, Dense{Units: 64}, Dense{Units: classes}}, []int{side, side}, true, Inference},
		"something before": {Sequential{square, Dense{Units: classes}}, []int{side * side}, false, Training},
	} {
		t.Run(name, func(t *testing.T) {
			params, err := Init(c.net, c.input, 1)
			if err != nil {
				t.Fatal(err)
			}
			options := Options{Mode: c.mode, Batch: batch, Input: c.input, Loss: SparseCategoricalCrossentropy{From: FromLogits}}
			byImages, err1 := Compile(c.net, params, options)
			byPixels, err2 := Compile(c.net, params, options)
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			if byImages.scales != c.scales {
				t.Errorf("an operation scales the images: %t, want %t", byImages.scales, c.scales)
			}
			r := rand.New(rand.NewPCG(1, 2))
			for range 3 {
				images := byImages.Images()
				images.Signed = true
				for i, row := range dots(r, batch, side*side) {
					images.Rows[i] = row
					kernel.ScaleBytes(byPixels.Input()[i*len(row):(i+1)*len(row)], row, true)
				}
				if err1, err2 := byImages.Run(), byPixels.Run(); err1 != nil || err2 != nil {
					t.Fatal(err1, err2)
				}
				if !slices.Equal(byImages.Input(), byPixels.Input()) {
					t.Fatal("the input is not the scaled images")
				}
				if !slices.Equal(byImages.Output(), byPixels.Output()) || byImages.Loss() != byPixels.Loss() {
					t.Fatal("images and their scaled pixels give different outputs")
				}
				for i := range byImages.Gradients() {
					got, _ := byImages.Gradients()[i].Grad()
					want, _ := byPixels.Gradients()[i].Grad()
					if !slices.Equal(got.Data().([]float32), want.Data().([]float32)) {
						t.Fatalf("images and their scaled pixels give different gradients %d", i)
					}
				}
			}
		})
	}
}

// branches are two dense layers on one input, added.
type branches [2]Dense

func (b branches) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	one, err := s.Apply(b[0], x)
	if err != nil {
		return nil, err
	}
	two, err := s.Apply(b[1], x)
	if err != nil {
		return nil, err
	}
	return gorgonia.Add(one, two)
}

// Where two layers read the input, the second finds it written, though the first
// may have had its images scanned ahead and have left it as it was.
func TestImagesOfTwoReaders(t *testing.T) {
	const batch, pixels, classes = 40, 784, 64
	net := branches{{Units: classes}, {Units: classes}}
	params := mustInit(t, net, pixels)
	options := Options{Mode: Training, Batch: batch, Input: []int{pixels}, Loss: SparseCategoricalCrossentropy{From: FromLogits}}
	p, want := mustCompile(t, net, params, options), mustCompile(t, net, params, options)
	r := rand.New(rand.NewPCG(7, 8))
	batches := make([][][]byte, 20)
	for i := range batches {
		batches[i] = dots(r, batch, pixels)
	}
	for i := range 10 * len(batches) {
		images := p.Images()
		copy(images.Rows, batches[i%len(batches)])
		images.Next = append(images.Next, batches[(i+1)%len(batches)]...)
		for j, row := range images.Rows {
			kernel.ScaleBytes(want.Input()[j*pixels:(j+1)*pixels], row, false)
		}
		if err1, err2 := p.Run(), want.Run(); err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if !slices.Equal(p.Output(), want.Output()) {
			t.Fatalf("run %d: images and their scaled pixels give different outputs", i)
		}
	}
}

func TestImagesOfAnotherSize(t *testing.T) {
	net := Sequential{Dense{Units: 3}}
	params, err := Init(net, []int{4}, 1)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Compile(net, params, Options{Batch: 2, Input: []int{4}})
	if err != nil {
		t.Fatal(err)
	}
	images := p.Images()
	images.Rows[0], images.Rows[1] = make([]byte, 4), make([]byte, 3)
	if err := p.Run(); err == nil || !strings.Contains(err.Error(), "image 1 has 3 pixels, want 4") {
		t.Errorf("Run says %v, want which image is of which size", err)
	}
}
