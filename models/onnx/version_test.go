package onnx

import "testing"

// The numbers are those of ONNX's table of versions: 1.12 has set 17 and
// format 8, 1.13 18 and 8, 1.15 20 and 9, 1.19 24 and 12.
func TestVersions(t *testing.T) {
	for _, c := range []struct {
		ops       []string
		opset, ir int
	}{
		{[]string{"Relu"}, 17, 8},
		{[]string{"Relu", "Mish"}, 18, 8},
		{[]string{"Gelu", "Mish"}, 20, 9},
		{[]string{"Swish", "Gelu"}, 24, 12},
	} {
		var nodes []Operator
		for _, op := range c.ops {
			nodes = append(nodes, Operator{Op: op})
		}
		opset, ir, err := versions(nodes)
		if opset != c.opset || ir != c.ir || err != nil {
			t.Errorf("%v: got %d, %d, %v, want %d, %d", c.ops, opset, ir, err, c.opset, c.ir)
		}
	}
}

func TestEveryOperatorHasVersions(t *testing.T) {
	for op := range since {
		if opset, ir, err := versions([]Operator{{Op: op}}); opset < lowestOpset || ir == 0 || err != nil {
			t.Errorf("%s: got %d, %d, %v", op, opset, ir, err)
		}
	}
}
