package models

import (
	"errors"
	"fmt"
	"math"
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
		for key := range group {
			return key
		}
		return ""
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

func (n *norm) check() error {
	size := n.size()
	for _, a := range n.arrays {
		if len(a.Shape) != 1 || len(a.Values) != size || size == 0 {
			return fmt.Errorf("layer %.100q: its arrays are of different sizes: %w", n.name, errNotDense)
		}
	}
	return nil
}

// harmless are layers without weights that do nothing at a prediction, by the stems of
// their names in a file of Keras'.
var harmless = []string{
	"input_layer", "input", "dropout", "alpha_dropout", "gaussian_dropout", "gaussian_noise", "spatial_dropout1d", "spatial_dropout2d",
	"activity_regularization", "flatten", "identity", "random_flip", "random_rotation", "random_zoom", "random_translation", "random_contrast", "random_brightness",
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

// place puts normalizations behind the Dense layers that they belong to: by the numbers
// of an nn.Sequential; else, where a person has named the activation, one behind each
// hidden layer, with the activation behind it.
func (p *parts) place(norms []norm, asked bool) error {
	if len(norms) == 0 {
		return nil
	}
	slices.SortFunc(norms, func(a, b norm) int { return compareNames(a.name, b.name) })
	if p.sequential(norms) {
		for _, n := range norms {
			i := p.before(n.name)
			if i < 0 || p.dense[i].units() != n.size() {
				return fmt.Errorf("normalization %.100q of %d features stands behind no layer of as many", n.name, n.size())
			}
			p.norms[i] = append(p.norms[i], n)
		}
		return nil
	}
	fits := asked && len(norms) == len(p.dense)-1
	for i := 0; fits && i < len(norms); i++ {
		fits = p.dense[i].units() == norms[i].size()
	}
	if !fits {
		return fmt.Errorf("the file does not say where its %d normalizations stand, nor whether the activation is before or behind them: name the activation, as relu, if each hidden layer is a linear one, a normalization, the activation; else save the whole model (.keras), or an nn.Sequential of PyTorch's", len(norms))
	}
	for i, n := range norms {
		p.norms[i] = []norm{n}
	}
	p.notes = append(p.notes, "a normalization behind each hidden layer, and then the activation: the file names no order")
	return nil
}

// sequential reports whether all layers are numbered as in one nn.Sequential.
func (p *parts) sequential(norms []norm) bool {
	of := ""
	for i, d := range p.dense {
		stem, _, ok := inSequential(d.name)
		if !ok || i > 0 && stem != of {
			return false
		}
		of = stem
	}
	for _, n := range norms {
		if stem, _, ok := inSequential(n.name); !ok || stem != of {
			return false
		}
	}
	return true
}

// inSequential parts net.3 into net. and 3.
func inSequential(name string) (stem string, number int, ok bool) {
	i := strings.LastIndexByte(name, '.') + 1
	number, err := strconv.Atoi(name[i:])
	return name[:i], number, err == nil
}

// before returns the place of the last Dense with a lower number, -1 for none.
func (p *parts) before(name string) int {
	_, number, _ := inSequential(name)
	at := -1
	for i, d := range p.dense {
		if _, n, _ := inSequential(d.name); n < number {
			at = i
		}
	}
	return at
}

// gap returns how many modules without weights stand between Dense i and the next, -1
// if that is not known.
func (p *parts) gap(i int) int {
	if !p.torch || i+1 >= len(p.dense) || !p.sequential(p.norms[i]) {
		return -1
	}
	_, from, _ := inSequential(p.dense[i].name)
	_, to, _ := inSequential(p.dense[i+1].name)
	return max(0, to-from-1-len(p.norms[i]))
}

// nameActivation takes the name of a module without weights, where it is that of one
// activation.
func (p *parts) nameActivation() {
	var found []graph.Activation
	for _, module := range p.modules {
		name := strings.ToLower(module[strings.LastIndexByte(module, '.')+1:])
		switch name = strings.TrimRight(name, "0123456789_"); name {
		case "tanh", "sigmoid", "gelu", "silu", "swish", "elu", "selu", "mish", "softplus", "relu":
			if a, err := graph.ActivationNamed(name); err == nil && !slices.Contains(found, a) {
				found = append(found, a)
			}
		}
	}
	if len(found) == 1 {
		p.activation = found[0]
	}
}
