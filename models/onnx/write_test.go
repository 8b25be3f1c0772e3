package onnx

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"digits/models/weights"
)

// constant is that of testdata/make.py: first, first+1/4, first+2/4 …
func constant(name string, shape []int, first float32) weights.Array {
	n := 1
	for _, d := range shape {
		n *= d
	}
	a := weights.Array{Name: name, Shape: shape, Values: make([]float32, n)}
	for i := range a.Values {
		a.Values[i] = first + float32(i)/4
	}
	return a
}

func raw() Graph {
	return Graph{
		Input: Value{Name: "pixels", Type: Uint8, Shape: []int{2, 2}},
		Nodes: append(Scale(0.5, -1),
			Node{Op: "Flatten"},
			Node{
				Op:        "Gemm",
				Constants: []weights.Array{constant("fc1.weight", []int{3, 4}, -2), constant("fc1.bias", []int{3}, 1)},
				Ints:      map[string]int{"transB": 1},
			},
			Node{Op: "LeakyRelu", Floats: map[string]float32{"alpha": 0.25}},
			Node{Op: "Gemm", Constants: []weights.Array{constant("dense/kernel", []int{3, 2}, -1)}},
			Node{Op: "Softmax", Ints: map[string]int{"axis": -1}},
		),
		Output: Value{Name: "probabilities", Shape: []int{2}},
	}
}

func gelu() Graph {
	return Graph{
		Input: Value{Name: "x", Shape: []int{5}},
		Nodes: []Node{
			{Op: "Gelu", Strings: map[string]string{"approximate": "tanh"}, Output: "activated"},
			{Op: "Sigmoid"},
			{Op: "Mul", Inputs: []string{"activated", "Sigmoid_1"}},
		},
		Output: Value{Name: "y", Shape: []int{5}},
	}
}

// The files were written by onnx 1.23.2, whose checker also inferred their
// shapes; see testdata/make.py.
func TestWriteGivesOnnxsBytes(t *testing.T) {
	for name, g := range map[string]Graph{"raw.onnx": raw(), "gelu.onnx": gelu()} {
		want, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := Write(&got, g); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(got.Bytes(), want) {
			t.Errorf("%s: got\n%q, want\n%q and a seal", name, got.Bytes(), want)
		}
		// A field 14 of 81 bytes: "digits_sha256" as its field 1, 64 digits as its field 2.
		if rest := got.Bytes()[len(want):]; len(rest) != 83 || string(rest[:19]) != "r\x51\n\rdigits_sha256\x12@" {
			t.Errorf("%s: the seal is %q", name, rest)
		}
		if m, err := Read(got.Bytes()); err != nil || !m.Sealed || len(m.Metadata) != 0 {
			t.Errorf("%s: read: %+v, %v", name, m, err)
		}
		if m, err := Read(want); err != nil || m.Sealed {
			t.Errorf("%s: without a seal: %+v, %v", name, m, err)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	x, y := Value{Name: "x"}, Value{Name: "y"}
	one := scalar("one", 1)
	for name, c := range map[string]struct {
		g    Graph
		want string
	}{
		"no nodes":         {Graph{Input: x, Output: y}, "no nodes"},
		"unknown operator": {Graph{Input: x, Output: y, Nodes: []Node{{Op: "ReLU"}}}, `"ReLU"`},
		"no input name":    {Graph{Output: y, Nodes: []Node{{Op: "Relu"}}}, `name ""`},
		"no output name":   {Graph{Input: x, Nodes: []Node{{Op: "Relu"}}}, `name ""`},
		"output is input":  {Graph{Input: x, Output: x, Nodes: []Node{{Op: "Relu"}}}, `name "x"`},
		"not UTF-8":        {Graph{Input: Value{Name: "\xff"}, Output: y, Nodes: []Node{{Op: "Relu"}}}, `"\xff"`},
		"unknown input":    {Graph{Input: x, Output: y, Nodes: []Node{{Op: "Relu", Inputs: []string{"z"}}}}, `input "z"`},
		"input from later": {Graph{Input: x, Output: y, Nodes: []Node{{Op: "Relu", Inputs: []string{"Relu_1"}}, {Op: "Relu"}}}, `input "Relu_1"`},
		"constant twice":   {Graph{Input: x, Output: y, Nodes: []Node{{Op: "Add", Constants: []weights.Array{one}}, {Op: "Mul", Constants: []weights.Array{one}}}}, `name "one"`},
		"few values":       {Graph{Input: x, Output: y, Nodes: []Node{{Op: "Add", Constants: []weights.Array{{Name: "w", Shape: []int{2}}}}}}, "0 values"},
	} {
		t.Run(name, func(t *testing.T) {
			err := Write(&bytes.Buffer{}, c.g)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

var errFull = errors.New("full")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWriteReportsTheWritersError(t *testing.T) {
	if err := Write(fullDisk{}, raw()); !errors.Is(err, errFull) {
		t.Errorf("got %v, want %v", err, errFull)
	}
}
