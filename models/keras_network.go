package models

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"digits/graph"
)

// kerasNetwork is what a configuration of Keras' says of a model.
type kerasNetwork struct {
	wiring graph.Wiring
	input  []int    // nil if it says none
	notes  []string // what of it has no part in a prediction, for people

	version string          // of Keras
	images  bool            // a convolution or a pool comes before, and no Flatten behind it
	names   map[string]bool // of layers
	ranks   map[string]int  // of an example, by wire
	adapted []string        // Normalization layers, whose statistics are among the weights
}

// maxLayers is how many layers a file may describe.
const maxLayers = 256

// maxValues bounds the values of a configuration, and so what is allocated for them: a
// layer has about 40, a Normalization two for each feature.
const maxValues = 1 << 15

// kerasNode is a layer, or a model, as Keras writes it.
type kerasNode struct {
	Module     string          `json:"module"`
	Class      string          `json:"class_name"`
	Registered *string         `json:"registered_name"`
	Config     json.RawMessage `json:"config"`
	Name       string          `json:"name"` // in a Functional model
	Inbound    json.RawMessage `json:"inbound_nodes"`
}

// kerasModelConfig is the configuration of a Sequential or a Functional.
type kerasModelConfig struct {
	Name       string                   `json:"name"`
	Layers     [maxLayers + 1]kerasNode `json:"layers"` // an array bounds the memory
	BuildShape []*int                   `json:"build_input_shape"`
	Outputs    json.RawMessage          `json:"output_layers"`
}

// parseKeras reads the configuration that Keras has in .h5 and .keras.
func parseKeras(text []byte, version string) (*kerasNetwork, error) {
	var model kerasNode
	if bytes.Count(text, []byte(",")) > maxValues {
		return nil, fmt.Errorf("%w: configuration: it has more than %d values", ErrFormat, maxValues)
	}
	if err := json.Unmarshal(text, &model); err != nil {
		return nil, fmt.Errorf("%w: configuration: %v", ErrFormat, err)
	}
	n := &kerasNetwork{version: version, names: map[string]bool{}}
	last, err := n.model(model, "", nil)
	if err != nil {
		return nil, err
	}
	if len(n.wiring) == 0 {
		return nil, fmt.Errorf("%w: its configuration has no layers", ErrFormat)
	}
	if end := n.wiring[len(n.wiring)-1].Name; end != last {
		return nil, fmt.Errorf("got the output %.100q, and layers after it, such as %.100q: only a model with one output, of its last layer, can be read", last, end)
	}
	return n, nil
}

// isOwn reports a class that is not Keras' own, with where it is from.
func (k kerasNode) isOwn() (string, bool) {
	switch {
	case k.Registered != nil && *k.Registered != "" && *k.Registered != k.Class || k.Registered != nil && *k.Registered != "" && k.Module == "":
		return *k.Registered, true
	case k.Module != "" && k.Module != "keras" && !strings.HasPrefix(k.Module, "keras.") && !strings.HasPrefix(k.Module, "tf_keras."):
		return k.Module, true
	}
	return "", false
}

// refuseOwn says what a class of one's own is.
func refuseOwn(what, class, from string) error {
	return fmt.Errorf("%s is a class of its author's own, %.100q (%.100s), with the name of one of Keras' or not: no file says what it computes: build the network of Keras' own layers, copy the weights with set_weights, and save that", what, class, from)
}

// model adds a model's layers, which read from. It returns the name of the wire of its
// output.
func (n *kerasNetwork) model(k kerasNode, from string, prefix []string) (output string, err error) {
	if own, ok := k.isOwn(); ok {
		return "", refuseOwn("the model", k.Class, own)
	}
	switch k.Class {
	case "Sequential", "Functional", "Model":
	default:
		return "", refuseOwn("the model", k.Class, "not Sequential or Functional")
	}
	var c kerasModelConfig
	into := any(&c)
	if bytes.HasPrefix(bytes.TrimSpace(k.Config), []byte("[")) {
		into = &c.Layers // before Keras 2.2.3
	}
	if err := json.Unmarshal(k.Config, into); err != nil {
		return "", fmt.Errorf("%w: configuration: %v", ErrFormat, err)
	}
	count := slices.IndexFunc(c.Layers[:], func(k kerasNode) bool { return k.Class == "" })
	if count < 0 || count+len(n.wiring) > maxLayers {
		return "", fmt.Errorf("got more than %d layers", maxLayers)
	}
	layers := c.Layers[:count]
	if k.Class == "Sequential" {
		return n.sequential(c, layers, from, prefix)
	}
	return n.functional(c, layers, from, prefix)
}

func (n *kerasNetwork) sequential(c kerasModelConfig, layers []kerasNode, from string, prefix []string) (string, error) {
	outer := len(prefix) == 0
	for i, k := range layers {
		s, err := n.settings(k)
		if err != nil {
			return "", err
		}
		if outer && i == 0 {
			n.takeInput(s)
		}
		if from, err = n.layer(k, s, []string{from}, prefix); err != nil {
			return "", err
		}
	}
	if outer && n.input == nil {
		n.input = exampleOf(c.BuildShape)
	}
	return from, nil
}

// functional adds the layers of a Functional model, which the file has in an order in
// which each follows what it reads.
func (n *kerasNetwork) functional(c kerasModelConfig, layers []kerasNode, from string, prefix []string) (string, error) {
	outputs := map[string]string{} // "dense/0", a layer's output at a node, to a wire
	inputs := 0
	for _, k := range layers {
		s, err := n.settings(k)
		if err != nil {
			return "", err
		}
		name := s.name
		if k.Class == "InputLayer" {
			if inputs++; inputs > 1 {
				return "", fmt.Errorf("the model has several inputs, %.100q among them: only one can be read", name)
			}
			if len(prefix) == 0 {
				n.takeInput(s)
			}
			outputs[name+"/0"] = from
			continue
		}
		nodes, err := inboundOf(k)
		if err != nil {
			return "", err
		}
		for i, node := range nodes {
			wires := make([]string, len(node.from))
			for j, ref := range node.from {
				wire, ok := outputs[ref]
				if !ok {
					return "", fmt.Errorf("layer %.100q reads %.100q, which is no layer before it in the file, as where a layer is used once more behind a later one: only layers that each follow what they read can be read: build the network so in Keras, and save that", name, ref)
				}
				wires[j] = wire
			}
			s, err := n.settings(k)
			if err != nil {
				return "", err
			}
			s.again, s.use = i > 0, node
			wire, err := n.layer(k, s, wires, prefix)
			if err != nil {
				return "", err
			}
			outputs[fmt.Sprintf("%s/%d", name, i)] = wire
		}
	}
	refs := referencesIn(c.Outputs)
	if len(refs) != 1 {
		return "", fmt.Errorf("the model has %d outputs, want one: save a model of the one that is wanted", len(refs))
	}
	wire, ok := outputs[refs[0]]
	if !ok {
		return "", fmt.Errorf("%w: its output is %.100q, which is no layer", ErrFormat, refs[0])
	}
	return wire, nil
}

// unique gives a layer within a model a name that no other has.
func (n *kerasNetwork) unique(name string, prefix []string) (string, error) {
	full := name
	for i := len(prefix) - 1; i >= 0 && n.names[full]; i-- {
		full = prefix[i] + "_" + full
	}
	if n.names[full] && name != "" {
		return "", fmt.Errorf("2 layers are named %.100q, want a name each", name)
	}
	n.names[full] = true
	return full, nil
}

// rank returns how many axes an example has on a wire, 0 if that is not known.
func (n *kerasNetwork) rank(wire string) int {
	if rank, ok := n.ranks[wire]; ok {
		return rank
	}
	if wire == "" {
		return len(n.input)
	}
	return 0
}

// rankBehind returns that of a layer's output.
func (n *kerasNetwork) rankBehind(l graph.Layer, from []string) int {
	switch l := l.(type) {
	case graph.Flatten:
		return 1
	case graph.Reshape:
		return len(l.Shape)
	}
	if len(from) == 0 {
		return 0
	}
	return n.rank(from[0])
}

// add appends a layer and returns its wire's name.
func (n *kerasNetwork) add(name string, l graph.Layer, from []string) string {
	wire := name
	for k := 2; slices.ContainsFunc(n.wiring, func(w graph.Wire) bool { return w.Name == wire }); k++ {
		wire = fmt.Sprintf("%s#%d", name, k)
	}
	n.wiring = append(n.wiring, graph.Wire{Name: wire, Layer: l, From: from})
	if n.ranks == nil {
		n.ranks = map[string]int{}
	}
	n.ranks[wire] = n.rankBehind(l, from)
	return wire
}
