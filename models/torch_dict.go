package models

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"digits/graph"
	"digits/models/weights"
)

// torchArray is an array of a state dict: its name and values there, and the parameter
// that it is here; "" if it is none, and stands there because PyTorch has it.
type torchArray struct {
	weights.Array
	of string
}

// torchArrays returns the model's arrays as a state dict of PyTorch's has them, with
// values of their own.
func (m *Model) torchArrays() (dict []torchArray, err error) {
	nodes, err := m.nodes()
	if err != nil {
		return nil, err
	}
	names := torchNames(nodes)
	for i, n := range nodes {
		all, err := n.torchArrays()
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			a.Name = names[i] + "." + a.Name
			dict = append(dict, a)
		}
	}
	return dict, nil
}

// torchArrays names a node's arrays as PyTorch's modules do.
func (n node) torchArrays() (all []torchArray, err error) {
	named := map[string]string{"kernel": "weight", "bias": "bias", "gamma": "weight", "beta": "bias", "alpha": "weight", "moving_mean": "running_mean", "moving_variance": "running_var"}
	if f, ok := n.layer.(graph.Flatten); ok && !f.Planes && len(n.input) == 3 && n.input[2] > 1 {
		return nil, fmt.Errorf("models: layer %s flattens images pixel by pixel, and PyTorch channel by channel: save as .safetensors, or give it Planes", n.name)
	}
	if d, ok := n.layer.(graph.Dense); ok && d.Transposed {
		return nil, fmt.Errorf("models: layer %s has the weights of another, transposed, which no module of PyTorch's has: save as .safetensors", n.name)
	}
	if p, ok := n.layer.(graph.PReLU); ok && !p.Shared && len(n.output) > 1 {
		return nil, fmt.Errorf("models: layer %s has a slope for each of %v numbers, and PyTorch's PReLU one for each of the first axis: save as .safetensors", n.name, n.output)
	}
	for _, a := range n.arrays {
		of := n.name + "/" + a.Name
		name := named[a.Name]
		if a.Name == "kernel" {
			a = toTorch(a)
		} else {
			a.Values = slices.Clone(a.Values)
		}
		a.Name = name
		all = append(all, torchArray{a, of})
	}
	// A normalization there has both of gamma and beta, or neither; a LayerNorm gamma alone too.
	scale, center, size := true, true, 0
	switch l := n.layer.(type) {
	case graph.BatchNorm:
		scale, center, size = !l.NoScale, !l.NoCenter, n.output[len(n.output)-1]
	case graph.LayerNorm:
		scale, center, size = !l.NoScale, !l.NoCenter, n.output[0]
		if scale {
			center = true
		}
	}
	switch {
	case scale == center:
	case center:
		all = slices.Insert(all, 0, filled("weight", 1, size))
	default:
		all = slices.Insert(all, 1, filled("bias", 0, size))
	}
	return all, nil
}

func filled(name string, value float32, size int) torchArray {
	return torchArray{weights.Array{Name: name, Shape: []int{size}, Values: slices.Repeat([]float32{value}, size)}, ""}
}

func stateDict(arrays []torchArray) []weights.Array {
	var dict []weights.Array
	for _, a := range arrays {
		dict = append(dict, a.Array)
	}
	return dict
}

// counted are the names that Keras gives: they say nothing.
var counted = regexp.MustCompile(`^(dense|conv2d|batch_normalization|layer_normalization|p_re_lu)(_\d+)?$`)

// torchNames returns the nodes' names in a state dict: those of people's own if all that
// have weights have one; else, in a chain, their places in an nn.Sequential of the same
// network; else those that they have here.
func torchNames(nodes []node) []string {
	own, places := make([]string, len(nodes)), make([]string, len(nodes))
	allOwn, place := true, 0
	for i, n := range nodes {
		own[i], places[i] = n.name, strconv.Itoa(place)
		if len(n.arrays) > 0 && (ownName(n.layer) == "" || counted.MatchString(n.name)) {
			allOwn = false
		}
		var activation graph.Activation
		switch l := n.layer.(type) {
		case graph.Dense:
			activation = l.Activation
		case graph.Conv2D:
			activation = l.Activation
		}
		if orLinear(activation) != graph.Linear {
			place++ // there, an activation is a module of its own
		}
		place++
	}
	if allOwn || !chained(nodes) {
		return own
	}
	return places
}
