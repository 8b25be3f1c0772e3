package models

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// inboundNode is one use of a layer.
type inboundNode struct {
	from      []string  // references, "dense/0"
	constants []float64 // numbers among the arguments, as in x/255
	first     bool      // a number stands before what is read, as in 1-x
	unread    []string  // arguments that are neither, for people
}

// inboundOf reads where a layer's inputs come from, use by use.
func inboundOf(k kerasNode) ([]inboundNode, error) {
	var keras3 []struct {
		Args   []json.RawMessage          `json:"args"`
		Kwargs map[string]json.RawMessage `json:"kwargs"`
	}
	if json.Unmarshal(k.Inbound, &keras3) == nil && len(keras3) > 0 {
		var nodes []inboundNode
		for _, use := range keras3 {
			var node inboundNode
			for _, a := range use.Args {
				node.add(a)
			}
			for name, a := range use.Kwargs {
				if text := string(bytes.TrimSpace(a)); name == "training" && text == "true" {
					node.unread = append(node.unread, "training=True")
				} else if name != "training" {
					node.add(a)
				}
			}
			nodes = append(nodes, node)
		}
		return nodes, nil
	}
	var keras2 [][]json.RawMessage
	if err := json.Unmarshal(k.Inbound, &keras2); err != nil || len(keras2) == 0 || slices.ContainsFunc(keras2, func(use []json.RawMessage) bool { return len(use) == 0 }) {
		return nil, fmt.Errorf("%w: layer %.100q does not say what it reads", ErrFormat, k.Name)
	}
	var nodes []inboundNode
	for i, use := range keras2 {
		var node inboundNode
		var name string
		if json.Unmarshal(use[0], &name) == nil && name == "_CONSTANT_VALUE" { // ["_CONSTANT_VALUE", -1, 1, {"y": ["x", 0, 0]}]
			node.unread = append(node.unread, "a number before what it reads")
			nodes = append(nodes, node)
			continue
		} else if name != "" { // of an operation, ["x", 0, 0, {"y": 255}]
			whole, err := json.Marshal(keras2[i])
			if err != nil {
				return nil, fmt.Errorf("%w: layer %.100q: %v", ErrFormat, k.Name, err)
			}
			use = []json.RawMessage{whole}
		}
		for _, tensor := range use {
			node.from = append(node.from, referencesIn(tensor)...)
			var parts []json.RawMessage
			var arguments map[string]any
			if json.Unmarshal(tensor, &parts) == nil && len(parts) == 4 && json.Unmarshal(parts[3], &arguments) == nil {
				node.addNamed(arguments)
			}
		}
		nodes = append(nodes, node)
	}
	return nodes, nil
}

// add takes an argument of a use: a tensor, a list of tensors, or a number.
func (node *inboundNode) add(argument json.RawMessage) {
	var tensor struct {
		Config struct {
			History []any `json:"keras_history"`
		} `json:"config"`
	}
	var number float64
	var list []json.RawMessage
	switch {
	case slices.Contains([]string{"null", "false"}, string(bytes.TrimSpace(argument))):
	case json.Unmarshal(argument, &number) == nil:
		node.first = node.first || len(node.from) == 0
		node.constants = append(node.constants, number)
	case json.Unmarshal(argument, &list) == nil:
		for _, one := range list {
			node.add(one)
		}
	case json.Unmarshal(argument, &tensor) == nil:
		if ref, ok := reference(tensor.Config.History); ok {
			node.from = append(node.from, ref)
			return
		}
		fallthrough
	default:
		node.unread = append(node.unread, fmt.Sprintf("the argument %.60s", argument))
	}
}

// addNamed takes the arguments of a use in Keras 2's form that have names.
func (node *inboundNode) addNamed(arguments map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(arguments)) {
		switch v := arguments[name].(type) {
		case float64:
			node.constants = append(node.constants, v)
		case nil:
		default:
			if v != false && name != "name" {
				node.unread = append(node.unread, fmt.Sprintf("the argument %.40s=%.60s", name, textOf(v)))
			}
		}
	}
}

// reference writes ["dense", 0, 0] as "dense/0". Layers of several outputs are none
// that can be read.
func reference(history []any) (string, bool) {
	if len(history) < 3 {
		return "", false
	}
	name, ok1 := history[0].(string)
	node, ok2 := history[1].(float64)
	return fmt.Sprintf("%s/%d", name, int(node)), ok1 && ok2
}

// referencesIn reads ["dense", 0, 0] or a list of such.
func referencesIn(text []byte) []string {
	var one []any
	if json.Unmarshal(text, &one) != nil {
		return nil
	}
	if ref, ok := reference(one); ok {
		return []string{ref}
	}
	var refs []string
	for _, v := range one {
		if list, ok := v.([]any); ok {
			if ref, ok := reference(list); ok {
				refs = append(refs, ref)
			}
		}
	}
	return refs
}
