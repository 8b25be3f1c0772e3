package models

import (
	"fmt"

	"digits/graph"
)

// WithActivation returns the recipe with another activation behind every Dense
// layer but the last. One that has parameters stands as a layer of its own.
func (r Recipe) WithActivation(a graph.Activation) Recipe {
	left := len(r.denseLayers())
	var layers graph.Sequential
	for _, layer := range r.Layers {
		d, ok := layer.(graph.Dense)
		if ok {
			left--
		}
		if !ok || left == 0 {
			layers = append(layers, layer)
			continue
		}
		if _, ok := a.(graph.PReLU); ok {
			d.Activation = nil
			layers = append(layers, d, a)
			continue
		}
		d.Activation = a
		layers = append(layers, d)
	}
	r.Layers = layers
	r.change(changeActivation, graph.ActivationText(a))
	return r
}

// WithLoss returns the recipe with another loss. It is an error if the loss
// makes no sense of what the network puts out.
func (r Recipe) WithLoss(name string) (Recipe, error) {
	kind, err := r.outputKind()
	if err != nil {
		return r, err
	}
	from := graph.FromSoftmax
	if kind == graph.Numbers {
		from = graph.FromLogits
	}
	l, err := graph.LossNamed(name, from)
	if err != nil {
		return r, err
	}
	if from == graph.FromLogits && graph.OnProbabilities(l) {
		return r, fmt.Errorf("models: %s takes probabilities, %s ends with logits: take a recipe that ends with a softmax, or another loss", l.Name(), r.Name)
	}
	r.Loss = l
	r.change(changeLoss, name)
	return r, nil
}

// outputKind tells what the recipe's network puts out, tried on images of MNIST's size.
func (r Recipe) outputKind() (graph.OutputKind, error) {
	o, err := graph.Describe(graph.WithClasses(r.Layers, 10), r.input(28, 28), nil)
	if err != nil {
		return graph.Numbers, fmt.Errorf("models: %s: %w", r.Name, err)
	}
	return o.Kind, nil
}

// kerasClass returns the class and the settings of an activation that Keras has
// as a layer; ok is false for the others.
func kerasClass(a graph.Activation) (class string, all entries, ok bool) {
	switch l := a.(type) {
	case graph.LeakyReLU, graph.ELU:
		class = graph.Kind(l)
	case graph.RectifiedLinear:
		class = "ReLU"
	case graph.PReLU:
		return "PReLU", entries{"alpha_initializer": object{Class: "Constant", Config: entries{"value": l.Initial}}.in("keras.initializers"), "shared_axes": nil}, true
	default:
		return "", nil, false
	}
	all = entries{}
	if l, ok := a.(graph.LeakyReLU); ok { // by Keras 2's name, which Keras 3 reads too
		return class, entries{"alpha": graph.Settings(l)[0].Value}, true
	}
	for _, s := range graph.Settings(a) {
		all[s.Name] = s.Value
		if s.Name == "max_value" && s.Value == 0 {
			all[s.Name] = nil
		}
	}
	return class, all, true
}

// kerasActivation is a Dense layer's activation as Keras writes it: a name, or a
// layer where it has other settings than the name's.
func kerasActivation(text string) (any, error) {
	a, err := graph.ActivationNamed(text)
	if err != nil {
		return nil, err
	}
	switch a.Name() {
	case "hard_sigmoid_keras2", "thresholded_relu", "threshold", "prelu":
		return nil, fmt.Errorf("activation %s: Keras 3 has none of the name: save as .safetensors", text)
	case "sparsemax":
		return nil, fmt.Errorf("activation sparsemax: Keras computes something else by that name: save as .safetensors or .onnx")
	case "glu":
		return nil, fmt.Errorf("activation glu: Keras takes its results for as many as its inputs and cannot load it: save as .safetensors")
	}
	if graph.ActivationText(a) == a.Name() {
		return a.Name(), nil
	}
	if class, all, ok := kerasClass(a); ok {
		return object{Class: class, Config: all}.in("keras.layers"), nil
	}
	return nil, fmt.Errorf("activation %s: Keras' files hold it without settings only: save as .safetensors", text)
}
