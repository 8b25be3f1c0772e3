package graph

import (
	"testing"

	"gorgonia.org/tensor"
)

// Both heads' losses, unweighted, in the first step: PyTorch's.
func TestLossesOfHeadsAreTheirs(t *testing.T) {
	reference := readRecorded[struct {
		Heads map[string][]float64 `json:"losses_of_heads"`
	}](t, "torch", "two-heads-torch")
	c := layerCases()["two-heads-torch"]
	for head, want := range reference.Heads {
		weighted := Weighted{}
		for name, part := range c.loss.(Weighted) {
			part.Weight = 1e-300
			if name == head {
				part.Weight = 1
			}
			weighted[name] = part
		}
		one := c
		one.loss = weighted
		p := one.compile(t, recordedStart(t, c.net).float64s(), recordedBatch)
		one.feed(p, 0)
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
		compareAll(t, head, []float64{p.Loss()}, want[:1], recordedLimit)
	}
}

// The gradient of the loss by the inputs is PyTorch's, at the first step of
// fgsm-torch.
func TestInputGradientIsTheirs(t *testing.T) {
	reference := readRecorded[struct {
		Gradient [][]float64 `json:"input_gradient"`
		Clean    []float64   `json:"loss_clean"`
	}](t, "torch", "fgsm-torch")
	c := layerCases()["fgsm-torch"]
	p := c.compile(t, recordedStart(t, c.net).float64s(), recordedBatch)
	c.feed(p, 0)
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	compareAll(t, "gradient by the input", p.byInput[0].(*tensor.Dense).Float64s(), flat(reference.Gradient), recordedLimit)
	compareAll(t, "loss", []float64{p.Loss()}, reference.Clean[:1], recordedLimit)
}

// The product of the second derivatives with a direction is PyTorch's.
func TestHessianVectorIsTheirs(t *testing.T) {
	want := readRecorded[struct {
		Loss    []float64
		Product []float64 `json:"hessian_vector_product"`
	}](t, "torch", "second-derivative-torch").Product
	net, loss := plainOf(Tanh), SparseCategoricalCrossentropy{From: FromLogits}
	params := recordedStart(t, net)
	labels := make([]int32, recordedBatch)
	for i := range labels {
		labels[i] = int32(recordedLabel(i))
	}
	direction, at := map[string][]float64{}, 0
	for name, w := range params.All() {
		for range w.DataSize() {
			direction[name] = append(direction[name], 2*madeUp(6, at)-1)
			at++
		}
	}
	x := Examples{Inputs: madeUpRows(recordedBatch, recordedInputs, recordedX), Labels: labels}
	product, err := HessianVector(net, params, Options{Batch: recordedBatch, Input: []int{recordedInputs}, Loss: loss}, x, direction)
	if err != nil {
		t.Fatal(err)
	}
	var got []float64
	for _, name := range params.Names() {
		got = append(got, product[name]...)
	}
	if len(got) != len(want) {
		t.Fatalf("got %d numbers, want %d", len(got), len(want))
	}
	if err := worst(got, want); !(err <= 1e-8) {
		t.Errorf("the product is wrong by %.1e of its largest number, want at most 1e-8", err)
	}
}

// Rescaling is Keras' on bytes.
func TestRescalingIsTheirs(t *testing.T) {
	want := readRecorded[struct{ Inputs, Outputs []float64 }](t, "keras", "rescaling-keras")
	p, err := compile(Sequential{Rescaling{Scale: 1 / 127.5, Offset: -1}}, &Params{}, Options{Batch: 1, Input: []int{8}}, compiling{double: true})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	copy(p.x.Float64s(), want.Inputs)
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	compareAll(t, "rescaled", p.output.(*tensor.Dense).Float64s(), want.Outputs, 1e-15)
}

// Adapt finds Keras' statistics of the table, as far as float32 rows hold it, and
// what is constant becomes 0.
func TestNormalizationAdaptsAsTheirs(t *testing.T) {
	rows := madeUpRows(recordedRows, recordedInputs, recordedTable)
	single := make([]float32, len(rows))
	for i, v := range rows {
		single[i] = float32(v)
	}
	n, err := Normalization{}.Adapt(single, recordedInputs)
	if err != nil {
		t.Fatal(err)
	}
	reference := readRecorded[struct {
		Parameters map[string]recordedArray
		Normalized [][]float64
	}](t, "keras", "table-keras")
	compareAll(t, "mean", n.Mean, reference.Parameters["normalization/mean"].Values, 1e-6)
	compareAll(t, "variance", n.Variance, reference.Parameters["normalization/variance"].Values, 1e-6)
	p := mustCompile(t, n, &Params{}, Options{Batch: 3, Input: []int{recordedInputs}})
	copy(p.Input(), single)
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	compareAll(t, "normalized", widen(p.Output()), flat(reference.Normalized), 1e-5)
	for row := range 3 {
		if v := p.Output()[row*recordedInputs+11]; v != 0 {
			t.Errorf("the constant column is %v in row %d, want 0", v, row)
		}
	}
}
