package models

import (
	"encoding/json"
	"fmt"
	"strings"

	"digits/graph"
)

// activation reads a name, or a layer as an object. A function as an object is its
// author's own, whatever it is called.
func (n *kerasNetwork) activation(s *kerasSettings) graph.Activation {
	v := s.take("activation")
	if v == nil {
		return graph.Linear
	}
	var a graph.Activation
	var err error
	switch v := v.(type) {
	case string:
		a, err = graph.ActivationNamed(v)
	case map[string]any:
		a, err = n.activationObject(s, v)
	default:
		err = fmt.Errorf("got an activation %.100s, want a name", textOf(v))
	}
	if err != nil {
		s.fail("%s", strings.TrimPrefix(err.Error(), "graph: "))
		return graph.Linear
	}
	if a == graph.Sparsemax {
		s.fail("its activation is sparsemax, whose formula in Keras is not the published one (its outputs do not add up to 1), and not known here: use softmax in Keras, and train it again")
		return graph.Linear
	}
	if a == graph.HardSigmoid && n.keras2() {
		return graph.HardSigmoidKeras2
	}
	return a
}

func (n *kerasNetwork) activationObject(s *kerasSettings, v map[string]any) (graph.Activation, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var k kerasNode
	if err := json.Unmarshal(text, &k); err != nil {
		return nil, fmt.Errorf("got an activation %.100s, want a name", text)
	}
	if k.Class == "" {
		return nil, fmt.Errorf("its activation is a lambda, or another function of its author's own: no file says what it computes: use one of Keras' by its name, and save again")
	}
	if own, ok := k.isOwn(); ok || k.Class == "function" {
		return nil, fmt.Errorf("its activation is a function of its author's own, %.60s (%.60s), with the name of one of Keras' or not: no file says what it computes: use one of Keras' by its name, and save again", strings.Trim(string(k.Config), `"`), cmpOr(own, "function"))
	}
	inner, err := n.settings(k)
	if err != nil {
		return nil, err
	}
	inner.rank = s.rank
	l := n.plain(inner)
	if err := inner.finish(); err != nil {
		return nil, err
	}
	a, ok := l.(graph.Activation)
	if !ok {
		return nil, fmt.Errorf("got an activation of class %.100q, want one of Keras' activation layers", k.Class)
	}
	return a, nil
}

// activationLayer makes a layer that is an activation.
func (n *kerasNetwork) activationLayer(s *kerasSettings, name string) graph.Layer {
	switch s.class {
	case "Activation":
		return n.activation(s)
	case "Softmax":
		s.lastAxis("axis")
		return graph.Softmax
	case "ELU":
		return graph.ELU{Alpha: s.number(1, "alpha")}
	case "ThresholdedReLU":
		return graph.ThresholdedReLU{Theta: s.number(1, "theta")}
	case "LeakyReLU":
		if slope := s.number(0.3, "negative_slope", "alpha"); slope != 0 {
			return graph.LeakyReLU{NegativeSlope: slope}
		}
		return graph.ReLU
	case "ReLU":
		r := graph.RectifiedLinear{MaxValue: s.number(0, "max_value"), NegativeSlope: s.number(0, "negative_slope"), Threshold: s.number(0, "threshold")}
		if r == (graph.RectifiedLinear{}) {
			return graph.ReLU
		}
		return r
	case "PReLU":
		axes, _ := s.take("shared_axes").([]any)
		return graph.PReLU{Layer: name, Shared: len(axes) > 0}
	}
	return nil
}
