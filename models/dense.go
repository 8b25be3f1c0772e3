package models

import (
	"fmt"
	"strings"

	"digits/graph"
	"digits/models/weights"
)

// dense is the weights of one Dense layer.
type dense struct {
	name   string         // in the file that they come from
	kernel weights.Array  // (inputs, units)
	bias   *weights.Array // (units), nil for none
}

func (d dense) inputs() int { return d.kernel.Shape[0] }
func (d dense) units() int  { return d.kernel.Shape[1] }

// arraysOf names the weights as the layers do.
func arraysOf(layers graph.Sequential, parts []dense) []weights.Array {
	var arrays []weights.Array
	names := layerNames(layers)
	for i, layer := range layers {
		if _, ok := layer.(graph.Dense); !ok || len(parts) == 0 {
			continue
		}
		d := parts[0]
		d.kernel.Name = names[i] + "/kernel"
		arrays, parts = append(arrays, d.kernel), parts[1:]
		if d.bias != nil {
			bias := *d.bias
			bias.Name = names[i] + "/bias"
			arrays = append(arrays, bias)
		}
	}
	return arrays
}

// layerNames returns the names that layers have in a graph: their own, or
// dense, dense_1 … as Keras counts them.
func layerNames(layers graph.Sequential) []string {
	names := make([]string, len(layers))
	used := map[string]int{}
	for i, layer := range layers {
		name := strings.ToLower(graph.Kind(layer))
		if own := ownName(layer); own != "" {
			name = own
		}
		k := used[name]
		used[name]++
		if k > 0 {
			name = fmt.Sprintf("%s_%d", name, k)
		}
		names[i] = name
	}
	return names
}

func ownName(layer graph.Layer) string {
	switch l := layer.(type) {
	case graph.Dense:
		return l.Name
	case graph.Conv2D:
		return l.Name
	case graph.MaxPool2D:
		return l.Name
	case graph.AveragePool2D:
		return l.Name
	case graph.GlobalAveragePool2D:
		return l.Name
	case graph.SpatialDropout2D:
		return l.Name
	case graph.Dropout:
		return l.Name
	case graph.Flatten:
		return l.Name
	case graph.BatchNorm:
		return l.Name
	case graph.LayerNorm:
		return l.Name
	case graph.PReLU:
		return l.Layer
	}
	return ""
}

// transposed returns a copy of a matrix with its axes exchanged: Keras keeps
// kernels (inputs, units), PyTorch (units, inputs).
func transposed(a weights.Array) weights.Array {
	rows, columns := a.Shape[0], a.Shape[1]
	t := weights.Array{Name: a.Name, Shape: []int{columns, rows}, Values: make([]float32, len(a.Values))}
	for i := range rows {
		for j, v := range a.Values[i*columns : (i+1)*columns] {
			t.Values[j*rows+i] = v
		}
	}
	return t
}

// toTorch and fromTorch put a kernel, (inputs, units) or (rows, columns, channels,
// filters), in the order of PyTorch's weights, (units, inputs) or (filters, channels, rows,
// columns), and back; other arrays are what they are.
func toTorch(a weights.Array) weights.Array { return turned(a, []int{3, 2, 0, 1}) }

func fromTorch(a weights.Array) weights.Array { return turned(a, []int{2, 3, 1, 0}) }

// turned transposes a matrix, and puts the axes of an array of four in that order.
func turned(a weights.Array, order []int) weights.Array {
	switch len(a.Shape) {
	case 2:
		return transposed(a)
	case 4:
	default:
		return a
	}
	t := weights.Array{Name: a.Name, Shape: make([]int, 4), Values: make([]float32, len(a.Values))}
	var strides [4]int
	for i, axis := range order {
		t.Shape[i], strides[i] = a.Shape[axis], 1
		for _, n := range a.Shape[axis+1:] {
			strides[i] *= n
		}
	}
	for at := range t.Values {
		rest, from := at, 0
		for i := 3; i >= 0; i-- {
			from += rest % t.Shape[i] * strides[i]
			rest /= t.Shape[i]
		}
		t.Values[at] = a.Values[from]
	}
	return t
}
