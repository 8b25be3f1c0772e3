package train

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"digits/data"
	"digits/data/augment"
	"digits/graph"
	"digits/graph/kernel"
	"digits/models"
	"digits/optim"
)

// The same seed gives the same bytes with AVX2, with AVX-512 and with NEON: what each
// recipe's weights are after six steps of Adam, and those of a network of other activations, written down once, whatever computed them.
// Batches of 128 and 22, so that there are last, partial ones; augmented images too.
func TestBytesOnAllCPUs(t *testing.T) {
	if kernel.Arithmetic() != "fused" {
		t.Skip("plain Go does not fuse multiply-adds")
	}
	want := map[string]string{
		"keras":         "7c9bc77b483fc0a4",
		"keras-dropout": "6b593b7fc0faf276",
		"keras-small":   "4b5e86d810dd48c8",
		"keras-lesson":  "7b30eb82d95a51a5",
		"torch":         "26918a0cf14b0c06",
		"own":           "b2928cbe4973f55e",
		"mlp":           "4b5e86d810dd48c8",
		"keras-conv":    "e930ffd0b8f6a188",
		"torch-conv":    "deb0c25e5340d6a5",
		"smooth":        "345d6983ba168119",
	}
	set := scribbles(150)
	for _, r := range append(models.Recipes(), smooth) {
		t.Run(r.Name, func(t *testing.T) {
			m := newModel(t, r, set, 1)
			c := Config{Epochs: 3, Batch: 128, Seed: 1, Optimizer: &optim.Adam{}, Augment: augment.Full}
			if _, err := Fit(context.Background(), m, set, c); err != nil {
				t.Fatal(err)
			}
			h := sha256.New()
			for _, p := range m.Params.All() {
				if err := binary.Write(h, binary.LittleEndian, p.Float32s()); err != nil {
					t.Fatal(err)
				}
			}
			if got := fmt.Sprintf("%x", h.Sum(nil)[:8]); got != want[r.Name] {
				t.Errorf("got %s with %s, want %s", got, kernel.ISA(), want[r.Name])
			}
		})
	}
}

// smooth has the activations that are not computed in assembly.
var smooth = models.Recipe{
	Name: "smooth", Scale: data.Unit, Loss: graph.SparseCategoricalCrossentropy{},
	Layers: graph.Sequential{
		graph.Flatten{},
		graph.Dense{Units: 40, Activation: graph.Tanh},
		graph.Dense{Units: 40, Activation: graph.GELU{}},
		graph.Dense{Units: 40, Activation: graph.ELU{}},
		graph.Dense{Units: 40, Activation: graph.Mish},
		graph.Dense{Units: 40, Activation: graph.Softplus},
		graph.Dense{Units: 40, Activation: graph.Softmax},
		graph.Dense{Units: 40, Activation: graph.SiLU},
		graph.Dense{Units: 10, Activation: graph.Softmax},
	},
}

// scribbles are made-up images of MNIST's size, dark but for a few blots.
func scribbles(n int) *data.Set {
	const side, classes = 28, 10
	r := rand.New(rand.NewPCG(1, 2))
	s := &data.Set{Name: "scribbles", Height: side, Width: side, Classes: classes}
	for i := range n {
		image := make([]byte, side*side)
		for range 6 {
			at := (6+r.IntN(14))*side + 6 + r.IntN(14)
			for _, d := range []int{0, 1, side, side + 1} {
				image[at+d] = byte(100 + r.IntN(156))
			}
		}
		s.Pixels = slices.Concat(s.Pixels, image)
		s.Labels = append(s.Labels, byte(i%classes))
	}
	return s
}
