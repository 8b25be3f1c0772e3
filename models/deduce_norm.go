package models

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"digits/graph"
	"digits/models/weights"
)

// norm is a normalization's arrays, by our names.
type norm struct {
	name   string
	batch  bool // a BatchNorm, else a LayerNorm
	torch  bool
	arrays map[string]weights.Array
}

func (n norm) size() int {
	for _, a := range n.arrays {
		return len(a.Values)
	}
	return 0
}

// layer makes the layer, with its library's epsilon, and its arrays.
func (n norm) layer() (graph.Layer, []weights.Array) {
	var arrays []weights.Array
	for _, p := range []string{"gamma", "beta", "moving_mean", "moving_variance"} {
		if a, ok := n.arrays[p]; ok {
			arrays = append(arrays, named(n.name+"/"+p, a))
		}
	}
	_, scale := n.arrays["gamma"]
	_, center := n.arrays["beta"]
	if !n.batch {
		l := graph.LayerNorm{Name: n.name, NoScale: !scale, NoCenter: !center}
		if n.torch {
			l.Epsilon = 1e-5
		}
		return l, arrays
	}
	l := graph.BatchNorm{Name: n.name, NoScale: !scale, NoCenter: !center}
	if n.torch {
		l.Momentum, l.Epsilon, l.Unbiased = 0.9, 1e-5, true
	}
	return l, arrays
}

// unparametrized folds PyTorch's weight_norm, g·v/‖v‖ for each unit, into weights.
func unparametrized(arrays []weights.Array) ([]weights.Array, error) {
	var plain []weights.Array
	of := map[string]*[2]*weights.Array{} // g and v by the name of the weight
	var names []string
	for _, a := range arrays {
		part := -1
		name := a.Name
		for i, ends := range [][]string{{"weight_g", "parametrizations.weight.original0"}, {"weight_v", "parametrizations.weight.original1"}} {
			for _, end := range ends {
				if before, ok := strings.CutSuffix(a.Name, end); ok {
					part, name = i, before+"weight"
				}
			}
		}
		if part < 0 {
			plain = append(plain, a)
			continue
		}
		if of[name] == nil {
			of[name] = &[2]*weights.Array{}
			names = append(names, name)
		}
		of[name][part] = &a
	}
	for _, name := range names {
		if spectral := strings.TrimSuffix(name, "weight") + "weight_u"; slices.ContainsFunc(arrays, func(a weights.Array) bool { return a.Name == spectral }) {
			continue // weight_v is another's: unknownLayer says whose
		}
		g, v := of[name][0], of[name][1]
		if g == nil || v == nil || len(v.Shape) != 2 || len(g.Values) != v.Shape[0] {
			return nil, fmt.Errorf("%.100q has not the two parts of a weight_norm over its units: remove the parametrization before saving: %w", name, errNotDense)
		}
		w := weights.Array{Name: name, Shape: v.Shape, Values: make([]float32, len(v.Values))}
		columns := v.Shape[1]
		for u := range v.Shape[0] {
			sum := 0.0
			for _, x := range v.Values[u*columns : (u+1)*columns] {
				sum += float64(x) * float64(x)
			}
			for i, x := range v.Values[u*columns : (u+1)*columns] {
				w.Values[u*columns+i] = float32(float64(g.Values[u]) * float64(x) / math.Sqrt(sum))
			}
		}
		plain = append(plain, w)
	}
	return plain, nil
}

// partOf makes a layer of its arrays.
func partOf(name string, group map[string]weights.Array) (*norm, *dense, error) {
	take := func(key string) (a weights.Array, ok bool) {
		a, ok = group[key]
		delete(group, key)
		return a, ok
	}
	first := func() string {
		if len(group) == 0 {
			return ""
		}
		return slices.Min(slices.Collect(maps.Keys(group)))
	}
	if w, ok := take("weight"); ok && len(w.Shape) == 2 {
		d := &dense{name: name, kernel: transposed(w)}
		if b, ok := take("bias"); ok {
			d.bias = &b
		}
		if len(group) > 0 {
			return nil, nil, fmt.Errorf("layer %.100q has %.60q besides a weight and a bias: %w", name, first(), errNotDense)
		}
		return nil, d, nil
	} else if ok && len(w.Shape) == 1 && len(w.Values) == 1 && len(group) == 0 {
		return nil, nil, fmt.Errorf("%.100q is one number, as a PReLU's slope is, and the file does not say where it stands: save the whole model (.onnx)", strings.TrimPrefix(name+".weight", "."))
	} else if ok && len(w.Shape) == 1 {
		n := &norm{name: name, torch: true, arrays: map[string]weights.Array{"gamma": w}}
		return n, nil, n.rest(group, "bias", "running_mean", "running_var", "num_batches_tracked")
	}
	if w, ok := take("kernel"); ok {
		d := &dense{name: name, kernel: w}
		if b, ok := take("bias"); ok {
			d.bias = &b
		}
		if len(group) > 0 {
			return nil, nil, fmt.Errorf("layer %.100q has %.60q besides a kernel and a bias: %w", name, first(), errNotDense)
		}
		return nil, d, nil
	}
	if g, ok := take("gamma"); ok {
		n := &norm{name: name, arrays: map[string]weights.Array{"gamma": g}}
		return n, nil, n.rest(group, "beta", "moving_mean", "moving_variance", "")
	}
	if n, err := bareBatchNorm(name, group); n != nil {
		return n, nil, err
	}
	full := first()
	if name != "" {
		full = name + "." + full
	}
	return nil, nil, fmt.Errorf("%.100q is no weight of a layer that is known; leave it out of the state dict if it has no part in a prediction: %w", full, errNotDense)
}

// rest takes a normalization's other arrays, by their library's names.
func (n *norm) rest(group map[string]weights.Array, beta, mean, variance, count string) error {
	for key, own := range map[string]string{beta: "beta", mean: "moving_mean", variance: "moving_variance"} {
		if a, ok := group[key]; ok {
			n.arrays[own] = a
			delete(group, key)
		}
	}
	delete(group, count) // how many batches there were, for a momentum that is not set
	_, mean1 := n.arrays["moving_mean"]
	_, variance1 := n.arrays["moving_variance"]
	n.batch = mean1
	if mean1 != variance1 || len(group) > 0 {
		return fmt.Errorf("layer %.100q has not the arrays of a normalization: %w", n.name, errNotDense)
	}
	return n.check()
}

// check refuses what is another normalization than those here.
func (n *norm) check() error {
	_, bias := n.arrays["beta"]
	name := strings.ToLower(n.name[strings.LastIndexByte(n.name, '.')+1:])
	switch {
	case n.batch:
	case n.torch && !bias:
		return fmt.Errorf("layer %.100q has a weight for each feature and no bias, as an RMSNorm has, or a LayerNorm without bias: the file does not say which: save the whole model (.onnx)", n.name)
	case strings.Contains(name, "group") || strings.HasPrefix(name, "gn"):
		return fmt.Errorf("layer %.100q has the name of a GroupNorm, for which there is no layer here: predict in PyTorch", n.name)
	case strings.Contains(name, "batch") || strings.HasPrefix(name, "bn"):
		return fmt.Errorf("layer %.100q has the name of a BatchNorm, and no statistics of its own: it predicts with those of the batch, which nothing here does: predict in PyTorch", n.name)
	}
	size := n.size()
	for _, a := range n.arrays {
		if len(a.Shape) != 1 || len(a.Values) != size || size == 0 {
			return fmt.Errorf("layer %.100q: its arrays are of different sizes: %w", n.name, errNotDense)
		}
	}
	return nil
}

// normNotes says what of normalizations is a guess: their kind, where the arrays are those
// of several, and the number added to the variance.
func (p *parts) normNotes() (notes []string) {
	var layers, batches []norm
	for i := pixels; i < len(p.dense); i++ {
		for _, n := range p.norms[i] {
			if n.batch {
				batches = append(batches, n)
			} else {
				layers = append(layers, n)
			}
		}
	}
	epsilon := 1e-3
	if p.torch {
		epsilon = 1e-5
	}
	if len(batches) > 0 {
		notes = append(notes, fmt.Sprintf("epsilon %g in the BatchNorm %s: the file does not say it", epsilon, normNames(batches)))
	}
	if len(layers) > 0 {
		notes = append(notes, fmt.Sprintf("a LayerNorm with epsilon %g for %s: the file does not say it, and a GroupNorm or a BatchNorm without statistics has such arrays, too", epsilon, normNames(layers)))
	}
	return notes
}

// harmless are layers without weights that do nothing at a prediction, by the stems of
// their names in a file of Keras'.
var harmless = []string{
	"input_layer", "input", "dropout", "alpha_dropout", "gaussian_dropout", "gaussian_noise", "spatial_dropout1d", "spatial_dropout2d",
	"activity_regularization", "flatten", "identity", "random_flip", "random_rotation", "random_zoom", "random_translation", "random_contrast", "random_brightness",
}
