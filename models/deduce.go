package models

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"digits/data"
	"digits/graph"
	"digits/models/h5"
	"digits/models/weights"
)

// deduce makes a model of a file that has weights alone. The layers are those
// of the recipe asked for, else of the recipe that the sizes fit, else Dense
// layers with ReLU between them.
func (c *Contents) deduce(o LoadOptions) (*Model, error) {
	parts, torch, err := c.chain()
	if err != nil {
		return nil, fmt.Errorf("%w: -arch names the network if it is one of the recipes", err)
	}
	recipe := o.Recipe
	if recipe != nil {
		if err := recipe.fitsSizes(parts); err != nil {
			return nil, err
		}
	} else {
		recipe = recipeOf(parts)
	}
	m := &Model{Input: []int{parts[0].inputs()}}
	if recipe == nil {
		m.plain(parts, torch)
	} else {
		m.follow(*recipe, parts)
	}
	m.Assumed = append(m.Assumed, c.ignored()...)
	m.scale(o, m.Scale)
	return m, m.restore(arraysOf(m.Layers, parts))
}

// follow takes a recipe's layers for the weights.
func (m *Model) follow(r Recipe, parts []dense) {
	last := parts[len(parts)-1].units()
	m.Recipe, m.Layers, m.Loss, m.Scale, m.asked = r.Name, r.Layers, r.Loss, r.Scale, last
	inputs := parts[0].inputs()
	if side := int(math.Sqrt(float64(inputs))); side*side == inputs {
		m.Input = r.Input(side, side)
	}
	m.Assumed = append(m.Assumed, fmt.Sprintf("layers of %s: the file has weights %s and names no layers", r.Name, sizes(parts)))
}

// plain takes the weights for those of a multilayer perceptron.
func (m *Model) plain(parts []dense, torch bool) {
	m.Recipe = sizes(parts)
	for i, d := range parts {
		l := graph.Dense{Name: d.name, Units: d.units(), NoBias: d.bias == nil, Activation: graph.ReLU}
		if i == len(parts)-1 {
			l.Activation = graph.Softmax
			if torch {
				l.Activation = nil
			}
		}
		m.Layers = append(m.Layers, l)
	}
	if torch {
		m.Scale = data.Signed
	}
	m.Loss, m.lossOpen = graph.SparseCategoricalCrossentropy{}, true
	m.Assumed = append(m.Assumed, fmt.Sprintf("%s with ReLU between the layers: the file has weights and names no activations", sizes(parts)))
}

// scale sets the input's scaling and says so where it is a guess.
func (m *Model) scale(o LoadOptions, fallback data.Scale) {
	m.Scale = fallback
	if o.Scale != nil {
		m.Scale = *o.Scale
		return
	}
	m.Assumed = append(m.Assumed, fmt.Sprintf("scale %s: the file does not say how pixels were scaled, -scale does", m.Scale))
}

// ignored says what of the file is not part of a model.
func (c *Contents) ignored() []string {
	if c.Optimizer {
		return []string{"no optimizer: the file has the state of one, which is not read"}
	}
	return nil
}

// chain returns the weights of the Dense layers in order, and whether they are
// named as PyTorch does.
func (c *Contents) chain() (parts []dense, torch bool, err error) {
	if len(c.Arrays) > 2*maxLayers {
		return nil, false, fmt.Errorf("got %d arrays, want at most %d: got %s", len(c.Arrays), 2*maxLayers, namesOf(c.Arrays))
	}
	if c.keras != nil {
		parts, err = kerasDense(c.keras)
	} else {
		parts, torch, err = denseByName(c.Arrays)
	}
	switch {
	case err != nil:
		return nil, false, fmt.Errorf("%w: got %s", err, namesOf(c.Arrays))
	case chains(parts):
		return parts, torch, nil
	}
	slices.SortStableFunc(parts, func(a, b dense) int { return compareNames(a.name, b.name) })
	if chains(parts) {
		return parts, torch, nil
	}
	return nil, false, fmt.Errorf("the layers' sizes do not follow from one another: got %s", namesOf(c.Arrays))
}

func chains(parts []dense) bool {
	for i := 1; i < len(parts); i++ {
		if parts[i-1].units() != parts[i].inputs() {
			return false
		}
	}
	return len(parts) > 0
}

var errNotDense = errors.New("want a kernel and a bias of each Dense layer, and nothing else")

// kerasDense returns the layers of a file of Keras that have weights.
func kerasDense(f *h5.File) (parts []dense, err error) {
	for _, l := range f.Layers {
		if len(l.Weights) == 0 {
			continue
		}
		if class := strings.ToLower(l.Class); class != "dense" && class != "" || len(l.Weights) > 2 {
			return nil, fmt.Errorf("layer %.100q, %.100q: %w", l.Name, l.Class, errNotDense)
		}
		d := dense{name: l.Name, kernel: l.Weights[0]}
		if len(l.Weights) == 2 {
			d.bias = &l.Weights[1]
		}
		parts = append(parts, d)
	}
	return parts, checkDense(parts)
}

// denseByName groups arrays that are named layer.weight and layer.bias, whose
// weights are (units, inputs), or layer/kernel and layer/bias, whose kernels
// are (inputs, units).
func denseByName(arrays []weights.Array) (parts []dense, torch bool, err error) {
	at := map[string]int{}
	part := func(name string) *dense {
		i, ok := at[name]
		if !ok {
			i = len(parts)
			at[name], parts = i, append(parts, dense{name: name})
		}
		return &parts[i]
	}
	keras := false
	for _, a := range arrays {
		if name, ok := strings.CutSuffix(a.Name, ".weight"); ok && len(a.Shape) == 2 {
			part(name).kernel, torch = transposed(a), true
		} else if name, ok := strings.CutSuffix(a.Name, "/kernel"); ok {
			part(name).kernel, keras = a, true
		} else if name, ok := cutBias(a.Name); ok {
			part(name).bias = &a
		} else {
			return nil, false, fmt.Errorf("%.100q: %w", a.Name, errNotDense)
		}
	}
	if torch && keras {
		return nil, false, fmt.Errorf("names of Keras and of PyTorch: %w", errNotDense)
	}
	return parts, torch, checkDense(parts)
}

func cutBias(name string) (layer string, ok bool) {
	if layer, ok = strings.CutSuffix(name, ".bias"); ok {
		return layer, ok
	}
	return strings.CutSuffix(name, "/bias")
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

// compareNames orders names by the numbers in them: 3.weight before 10.weight.
func compareNames(a, b string) int {
	for a != "" && b != "" {
		n, m := digits(a), digits(b)
		if n > 0 && m > 0 {
			x, _ := strconv.Atoi(a[:n])
			y, _ := strconv.Atoi(b[:m])
			if c := cmp.Compare(x, y); c != 0 {
				return c
			}
			a, b = a[n:], b[m:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

// digits returns how many digits a text begins with.
func digits(s string) int {
	return len(s) - len(strings.TrimLeft(s, "0123456789"))
}

// sizes writes 784-128-10.
func sizes(parts []dense) string {
	text := strconv.Itoa(parts[0].inputs())
	for _, d := range parts {
		text += "-" + strconv.Itoa(d.units())
	}
	return text
}

// namesOf lists arrays for an error, the first few of them.
func namesOf(arrays []weights.Array) string {
	const most = 12
	var list []string
	for _, a := range arrays[:min(len(arrays), most)] {
		list = append(list, fmt.Sprintf("%.60s %v", a.Name, a.Shape))
	}
	if more := len(arrays) - most; more > 0 {
		list = append(list, fmt.Sprintf("%d more", more))
	}
	return strings.Join(list, ", ")
}
