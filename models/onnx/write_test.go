package onnx

import (
	"bytes"
	"errors"
	"maps"
	"strings"
	"testing"

	"digits/models/dtype"
	"digits/models/weights"
)

// The files were written by onnx 1.23.2, whose checker also inferred their
// shapes; see testdata/make.py. What is read of them is written as it was.
func TestWriteGivesOnnxsBytes(t *testing.T) {
	for _, name := range []string{"raw.onnx", "gelu.onnx"} {
		want := testdata(t, name)
		m, err := Read(want)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := Write(&got, m); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(got.Bytes(), want) {
			t.Errorf("%s: got\n%q, want\n%q and a seal", name, got.Bytes(), want)
		}
		// A field 14 of 81 bytes: "digits_sha256" as its field 1, 64 digits as its field 2.
		if rest := got.Bytes()[len(want):]; len(rest) != 83 || string(rest[:19]) != "r\x51\n\rdigits_sha256\x12@" {
			t.Errorf("%s: the seal is %q", name, rest)
		}
		if again, err := Read(got.Bytes()); err != nil || !again.Sealed || !maps.Equal(again.Metadata, m.Metadata) {
			t.Errorf("%s: read: %+v, %v", name, again, err)
		}
		if m, err := Read(want); err != nil || m.Sealed {
			t.Errorf("%s: without a seal: %+v, %v", name, m, err)
		}
	}
}

// small is a model of the nodes, from x to y.
func small(nodes ...Operator) *Model {
	return &Model{Inputs: []Tensor{{Name: "x", Type: Float32}}, Outputs: []Tensor{{Name: "y", Type: Float32}}, Nodes: nodes}
}

func op(name, input, output string) Operator {
	return Operator{Op: name, Inputs: []string{input}, Outputs: []string{output}}
}

func with(m *Model, name string, a weights.Array) *Model {
	m.Constants = map[string]weights.Array{name: a}
	return m
}

func TestWriteRefuses(t *testing.T) {
	relu := op("Relu", "x", "y")
	number := weights.Array{Name: "w", Shape: []int{}, Values: []float32{1}}
	unnamed, output := small(relu), small(relu)
	unnamed.Inputs[0].Name = ""
	output.Outputs[0].Name = "\xff"
	graph := op("Relu", "x", "y")
	graph.Attributes = map[string]Attribute{"then": {Kind: GraphAttribute}}
	named := op("Relu", "x", "y")
	named.Name = "\xff"
	half := number
	half.Type = dtype.Float16
	for name, c := range map[string]struct {
		m    *Model
		want string
	}{
		"no nodes":         {small(), "no nodes"},
		"unknown operator": {small(op("ReLU", "x", "y")), `"ReLU"`},
		"no input name":    {unnamed, `output ""`},
		"not UTF-8":        {output, `"\xff"`},
		"a node not UTF-8": {small(named), `"\xff"`},
		"output is input":  {small(op("Relu", "x", "x")), `writes "x"`},
		"unknown input":    {small(op("Relu", "z", "y")), `reads "z"`},
		"input from later": {small(op("Relu", "z", "y"), op("Relu", "x", "z")), `reads "z"`},
		"no output":        {small(op("Relu", "x", "z")), `"y"`},
		"graph attribute":  {small(graph), "attribute then: is of kind 5"},
		"few values":       {with(small(relu), "w", weights.Array{Name: "w", Shape: []int{2}}), "0 values"},
		"two names":        {with(small(relu), "v", number), `"w" as "v"`},
		"float16":          {with(small(relu), "w", half), "float16"},
	} {
		t.Run(name, func(t *testing.T) {
			err := Write(&bytes.Buffer{}, c.m)
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
	if err := Write(fullDisk{}, small(op("Relu", "x", "y"))); !errors.Is(err, errFull) {
		t.Errorf("got %v, want %v", err, errFull)
	}
}
