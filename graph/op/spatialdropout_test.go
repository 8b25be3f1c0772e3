package op

import (
	"math"
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Channels of an image are dropped as a whole, about as many as the rate says, and the
// others multiplied; the gradient goes the same way.
func TestSpatialDropout(t *testing.T) {
	clock := &Clock{Seed: 3, Step: 5}
	f := func(x *gorgonia.Node) (*gorgonia.Node, error) { return SpatialDropout(x, 0.25, clock, 7) }
	check(t, operation{"gradient", []leaf{random(rand.New(rand.NewPCG(1, 2)), "x", 3, 2, 3, 4)}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return f(x[0]) })})

	const batch, height, width, channels = 20, 3, 2, 50
	ones := make([]float32, batch*height*width*channels)
	for i := range ones {
		ones[i] = 1
	}
	v, err := forward(t, tensor.Shape{batch, height, width, channels}, ones, f)
	if err != nil {
		t.Fatal(err)
	}
	y := v.Data().([]float32)
	dropped := 0
	for n := range batch {
		for c := range channels {
			first := y[n*height*width*channels+c]
			if first == 0 {
				dropped++
			} else if math.Abs(float64(first)-1/0.75) > 1e-6 {
				t.Fatalf("a channel is %v, want 0 or 1/0.75", first)
			}
			for p := range height * width {
				if got := y[(n*height*width+p)*channels+c]; got != first {
					t.Fatalf("image %d, channel %d: pixel %d is %v, the first %v", n, c, p, got, first)
				}
			}
		}
	}
	if share := float64(dropped) / (batch * channels); math.Abs(share-0.25) > 0.06 {
		t.Errorf("%v of the channels are dropped, want about 0.25", share)
	}
}

func TestSpatialDropoutErrors(t *testing.T) {
	checkErrors(t, leaf{"x", tensor.Shape{2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"want 0 <= rate < 1": func(x *gorgonia.Node) (*gorgonia.Node, error) { return SpatialDropout(x, 0.5, &Clock{}, 1) },
	})
}
