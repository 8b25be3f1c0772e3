package graph

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"gorgonia.org/gorgonia"

	"digits/data"
)

// mix is murmur3's 32-bit finalizer, from which the reference's initial weights
// are made.
func mix(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}

func uniformOf(h int) float64 { return 2*float64(mix(uint32(h)))/(1<<32) - 1 }

// formulaParams are the reference's initial weights, rounded to float32 as it does.
func formulaParams(t *testing.T, net Layer) *Params {
	p := mustInit(t, net, 784)
	for i, name := range p.Names() {
		w, s, k := p.Get(name).Float32s(), p.Get(name).Shape(), i/2
		for j := range w {
			if i%2 == 0 {
				w[j] = float32(math.Sqrt(6/float64(s[0]+s[1])) * uniformOf(j+10000000*k+2001))
			} else {
				w[j] = float32(0.01 * uniformOf(j+10000000*k+5002000))
			}
		}
	}
	return p
}

// In float64 the graph's losses over 100 steps are PyTorch's and Keras' in
// float64, to the last digits: layers, loss, gradients and Adam are theirs.
// What a float32 run does besides is rounding. The widest networks, which are
// slow without the float32 kernels, go fewer steps.
func TestStepsInFloat64(t *testing.T) {
	if testing.Short() {
		t.Skip("trains networks in float64, without fast kernels")
	}
	source, err := data.MNIST("")
	if err != nil {
		t.Skipf("needs MNIST: %v", err)
	}
	for _, library := range []string{"torch", "keras"} {
		text, err := os.ReadFile("testdata/steps-" + library + "-float64.json")
		if err != nil {
			t.Fatal(err)
		}
		var reference struct {
			Nets map[string]struct {
				Units []int
				Batch int
				Loss  []float64
			}
		}
		if err := json.Unmarshal(text, &reference); err != nil {
			t.Fatal(err)
		}
		for name, steps := range map[string]int{"keras-small": 100, "torch": 100, "keras-dropout": 30, "keras": 3, "keras-lesson": 3} {
			want := reference.Nets[name]
			net := Sequential{}
			for _, units := range want.Units {
				net = append(net, Dense{Units: units, Activation: ReLU})
			}
			// The reference ran Keras on JAX, which takes probabilities.
			last, loss := len(net)-1, SparseCategoricalCrossentropy{From: FromLogits}
			net[last] = Dense{Units: want.Units[last]}
			if library == "keras" {
				net[last], loss.From = Dense{Units: want.Units[last], Activation: Softmax}, FromProbabilities
			}
			var scale func(byte) float64 = func(v byte) float64 { return float64(v) / 255 }
			if name == "torch" {
				scale = func(v byte) float64 { return (float64(v)/255 - 0.5) / 0.5 }
			}
			set := source.Train.Slice(0, steps*want.Batch)
			losses := trainFloat64(t, net, loss, set, want.Batch, scale)
			for step, loss := range losses {
				if err := math.Abs(loss/want.Loss[step] - 1); !(err <= 1e-12) {
					t.Errorf("%s with %s' Adam, step %d: loss is %v, want %v", name, library, step, loss, want.Loss[step])
					break
				}
			}
		}
	}
}

// trainFloat64 returns the loss of each step in the file's order.
func trainFloat64(t *testing.T, net Layer, loss SparseCategoricalCrossentropy, set *data.Set, batch int, scale func(byte) float64) []float64 {
	params := formulaParams(t, net).float64s()
	o := Options{Mode: Training, Batch: batch, Input: []int{784}, Loss: loss}
	p, err := compile(net, params, o, compiling{gradients: true, double: true})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	solver := gorgonia.NewAdamSolver()
	var losses []float64
	for b := range set.Batches(nil, batch) {
		for i := range b.Len() {
			for j, v := range b.Image(i) {
				p.x.Float64s()[i*784+j] = scale(v)
			}
		}
		b.Labels(p.Labels())
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
		losses = append(losses, p.Loss())
		if loss.From == FromProbabilities { // epsilon hat: 1e-7 beside the uncorrected root
			gorgonia.WithEps(1e-7 / math.Sqrt(1-math.Pow(0.999, float64(len(losses)))))(solver)
		}
		if err := solver.Step(p.Gradients()); err != nil {
			t.Fatal(err)
		}
	}
	return losses
}
