package models

import (
	"fmt"
	"slices"

	"digits/data"
	"digits/graph"
	"digits/models/h5"
)

// kerasModel makes the model that a file of Keras with a configuration has.
func (c *Contents) kerasModel(o LoadOptions) (*Model, error) {
	if len(c.keras.Unread) > 0 {
		return nil, fmt.Errorf("it has what is part of no layer here, and may matter: %s: load it in Keras, and save a model of plain layers", listed(c.keras.Unread))
	}
	n, err := parseKeras(c.Config, c.keras.KerasVersion)
	if err != nil {
		return nil, err
	}
	of := &kerasArrays{layers: map[string][]*h5.Layer{}}
	of.collect(c.keras.Layers, nil)
	if err := n.adapt(of); err != nil {
		return nil, err
	}
	m := &Model{Input: n.input, Assumed: append(n.notes, c.ignored()...)}
	m.Layers = graph.Sequential{n.wiring}
	if chain, ok := n.wiring.Chain(); ok {
		m.Layers = chain
	}
	width := of.inputs(n.wiring)
	arrays, err := of.arrays(m)
	if err != nil {
		return nil, err
	}
	if m.Input == nil {
		m.Input = width
	}
	if m.Input == nil {
		return nil, fmt.Errorf("%w: it does not say the shape of its input: call the model once in Keras, and save it again", ErrFormat)
	}
	m.takeCompiled(c.keras.TrainingConfig, c.Config)
	recipe, err := o.described(m.Layers)
	if err != nil {
		return nil, err
	}
	m.takeRecipe(recipe, n, o)
	open := m.lossOpen
	if err := m.restore(arrays); err != nil {
		return nil, err
	}
	if a := n.ends(); open && a != "" && m.Classes > 1 && m.Logits() {
		m.Assumed = append(m.Assumed, fmt.Sprintf("a softmax behind the last layer's %s, as behind logits: the file names no loss", a))
	}
	if recipe == nil {
		m.Recipe = m.widths()
	}
	return m, nil
}

// takeRecipe takes from a recipe, nil if the layers are of none, what the file does not say:
// its name, the loss and the scale.
func (m *Model) takeRecipe(recipe *Recipe, n *kerasNetwork, o LoadOptions) {
	scale := data.Unit
	m.Recipe = "keras"
	if recipe != nil {
		m.Recipe, scale = recipe.Name, recipe.Scale
		if m.Loss == nil && !m.lossless {
			m.Loss, m.lossOpen = recipe.Loss, false
		}
	}
	if m.Loss == nil && !m.lossless {
		m.Loss, m.lossOpen = graph.SparseCategoricalCrossentropy{}, true
	}
	if raw := n.takesBytes(); raw != "" && o.Scale == nil {
		m.Scale = data.Raw
		m.Assumed = append(m.Assumed, fmt.Sprintf("scale raw: the network begins with %s, which scales the pixels itself", raw))
	} else {
		m.scale(o, scale)
	}
}

// ends returns the activation that the last layer has, or is; "" for none.
func (n *kerasNetwork) ends() string {
	l := n.wiring[len(n.wiring)-1].Layer
	if d, ok := l.(graph.Dense); ok {
		l = d.Activation
	}
	if a, ok := l.(graph.Activation); ok && a != graph.Linear {
		return graph.ActivationText(a)
	}
	return ""
}

// widths writes 784-128-10, of the input and the layers that have weights.
func (m *Model) widths() string {
	text := fmt.Sprint(m.Size())
	o, err := m.Outline()
	if err != nil {
		return text
	}
	for _, l := range o.Layers() {
		if l.Kind == "Dense" {
			text += fmt.Sprintf("-%d", l.Output[len(l.Output)-1])
		}
	}
	return text
}

// takesBytes says which layer in front scales pixels; "" if none does.
func (n *kerasNetwork) takesBytes() string {
	for _, w := range n.wiring {
		switch l := w.Layer.(type) {
		case graph.Flatten, graph.Reshape, graph.Permute:
			continue
		case graph.Rescaling:
			if l.Scale < 0.05 { // 1/255, 1/127.5
				return fmt.Sprintf("a Rescaling by %.4g", l.Scale)
			}
		case graph.Normalization:
			if most := slices.Max(append(l.Mean, 0)); most > 2 {
				return fmt.Sprintf("a Normalization of means up to %.4g", most)
			}
		}
		return ""
	}
	return ""
}

// described returns the recipe that layers of a file are, nil for none; the one
// asked for must be.
func (o LoadOptions) described(layers graph.Sequential) (*Recipe, error) {
	if o.Recipe != nil {
		return o.Recipe, o.Recipe.wants(layers)
	}
	for _, r := range Recipes() {
		if r.wants(layers) == nil {
			return &r, nil
		}
	}
	return nil, nil
}
