package models

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"digits/graph"
	"digits/models/weights"
)

// parts are the layers that a file of weights has, in order.
type parts struct {
	dense      []dense
	norms      map[int][]norm // behind a Dense, by its place
	torch      bool           // named as PyTorch does
	modules    []string       // of PyTorch, with those without weights; nil if not known
	activation graph.Activation
	notes      []string
}

var errNotDense = errors.New("want the weights of Dense layers and of normalizations, and nothing else")

// parts returns the layers of a file of weights in order.
// asked says that a person has named the activation.
func (c *Contents) parts(asked bool) (*parts, error) {
	if len(c.Arrays) > 6*maxLayers {
		return nil, fmt.Errorf("got %d arrays, want at most %d: got %s", len(c.Arrays), 6*maxLayers, namesOf(c.Arrays))
	}
	if err := weights.Partial(c.Arrays); err != nil {
		return nil, err
	}
	p := &parts{norms: map[int][]norm{}, modules: c.modules}
	var norms []norm
	var err error
	if c.keras != nil {
		norms, err = p.fromKeras(c)
	} else {
		norms, err = p.byName(c.Arrays)
	}
	if err == nil {
		err = checkDense(p.dense)
	}
	if errors.Is(err, errNotDense) {
		err = fmt.Errorf("%w: got %s", err, namesOf(c.Arrays))
	}
	if err != nil {
		return nil, err
	}
	chain, byMaking, err := order(p.dense, p.modules)
	if err != nil {
		return nil, err
	}
	p.dense = chain
	if byMaking {
		p.notes = append(p.notes, "the order in which the file's modules were made: sizes and names allow others")
	}
	p.nameActivation()
	return p, p.place(norms, asked)
}

// byName groups arrays that are named layer.weight and layer.bias, whose
// weights are (units, inputs), or layer/kernel and layer/bias, whose kernels
// are (inputs, units).
func (p *parts) byName(arrays []weights.Array) ([]norm, error) {
	arrays, err := unparametrized(arrays)
	if err != nil {
		return nil, err
	}
	for _, a := range arrays {
		if err := unknownLayer(a); err != nil {
			return nil, err
		}
	}
	groups := map[string]map[string]weights.Array{}
	var names []string
	keras := false
	for _, a := range arrays {
		layer, last := "", a.Name
		if i := strings.LastIndexAny(a.Name, "./"); i >= 0 {
			layer, last = a.Name[:i], a.Name[i+1:]
		}
		if groups[layer] == nil {
			groups[layer] = map[string]weights.Array{}
			names = append(names, layer)
		}
		groups[layer][last] = a
		keras = keras || last == "kernel" || last == "gamma"
		p.torch = p.torch || last == "weight"
	}
	if keras && p.torch {
		return nil, fmt.Errorf("names of Keras and of PyTorch: %w", errNotDense)
	}
	var norms []norm
	for _, name := range names {
		n, d, err := partOf(name, groups[name])
		if err != nil {
			return nil, err
		}
		if d != nil {
			p.dense = append(p.dense, *d)
		} else {
			norms = append(norms, *n)
		}
	}
	return norms, nil
}

// fromKeras takes the layers of a file of weights of Keras'. A layer without weights
// that changes a prediction is refused: the file does not say where it stands.
func (p *parts) fromKeras(c *Contents) (norms []norm, err error) {
	f := c.keras
	if len(f.Unread) > 0 {
		return nil, fmt.Errorf("it has what is part of no layer here, and may matter: %s: save the whole model (.keras)", listed(f.Unread))
	}
	for i := range f.Layers {
		l := &f.Layers[i]
		if len(l.Layers) > 0 {
			return nil, fmt.Errorf("layer %.100q has layers within it, and the file does not say how they stand: save the whole model (.keras)", l.Name)
		}
		class := strings.ToLower(l.Class)
		if class == "" {
			class = stem(l.Name)
		}
		if len(l.Weights) == 0 {
			if slices.Contains(harmless, class) || slices.Contains(harmless, stem(l.Name)) {
				continue
			}
			return nil, fmt.Errorf("layer %.100q, a %s, has no weights, and the file does not say where it stands and what it does: save the whole model (.keras)", l.Name, class)
		}
		numbers := isNumber(paramName(l.Weights[0].Name))
		if numbers && !slices.Contains([]string{"dense", "batch_normalization", "layer_normalization"}, class) {
			return nil, fmt.Errorf("layer %.100q is of a class that a file of weights does not tell (%s), or an attribute of a class of its author's own: save the whole model (.keras), of Keras' own layers", l.Name, class)
		}
		group := map[string]weights.Array{}
		for k, a := range l.Weights {
			group[kerasArray(class, k, a.Name)] = a
		}
		n, d, err := partOf(l.Name, group)
		if err != nil {
			return nil, err
		}
		if d != nil {
			p.dense = append(p.dense, *d)
			continue
		}
		norms = append(norms, *n)
	}
	return norms, nil
}

// kerasArray names a layer's k-th array, which may have a number alone.
func kerasArray(class string, k int, name string) string {
	last := paramName(name)
	if !isNumber(last) {
		return last
	}
	known := map[string][]string{
		"dense": {"kernel", "bias"}, "batch_normalization": {"gamma", "beta", "moving_mean", "moving_variance"}, "layer_normalization": {"gamma", "beta"},
	}[class]
	if class == "" {
		known = []string{"kernel", "bias"}
	}
	if k < len(known) {
		return known[k]
	}
	return "array " + strconv.Itoa(k)
}

// stem is a name without the number that Keras adds.
func stem(name string) string {
	if i := strings.LastIndexByte(name, '_'); i > 0 && isNumber(name[i+1:]) {
		return name[:i]
	}
	return name
}

// checkDense reports shapes that are not those of Dense layers.
func checkDense(parts []dense) error {
	for _, d := range parts {
		if len(d.kernel.Shape) != 2 || slices.Min(d.kernel.Shape) < 1 || d.bias != nil && !slices.Equal(d.bias.Shape, d.kernel.Shape[1:]) {
			return fmt.Errorf("layer %.100q: %w", d.name, errNotDense)
		}
	}
	if len(parts) == 0 || len(parts) > maxLayers {
		return fmt.Errorf("%d layers: %w", len(parts), errNotDense)
	}
	return nil
}
