package models

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"digits/data"
	"digits/graph"
	"digits/models/weights"
)

// deduce makes a model of a file that has weights alone. The layers are those
// of the recipe asked for, else of the recipe that the sizes fit, else Dense
// layers, and normalizations, with an activation between them.
func (c *Contents) deduce(o LoadOptions) (*Model, error) {
	if c.convolves() {
		return c.ofImages(o)
	}
	parts, err := c.parts(o.Activation != nil)
	if err != nil {
		if errors.Is(err, errNotDense) {
			err = fmt.Errorf("%w: if the network is one of the recipes, name that", err)
		}
		return nil, err
	}
	m := &Model{Input: []int{parts.dense[0].inputs()}, Assumed: append(parts.notes, c.ignored()...)}
	recipe := o.Recipe
	if recipe != nil && parts.torch && len(parts.norms) > 0 {
		return c.dictOf(*recipe, m, parts.dense, o)
	}
	if recipe != nil {
		if err := recipe.fitsSizes(parts.dense); err != nil {
			return nil, err
		}
	} else if o.Activation == nil && len(parts.norms) == 0 {
		recipe = recipeOf(parts.dense)
	}
	var arrays []weights.Array
	if recipe != nil {
		m.follow(*recipe, parts.dense)
		arrays = arraysOf(m.Layers, parts.dense)
	} else if arrays, err = m.plain(parts, o.Activation); err != nil {
		return nil, err
	}
	m.scale(o, m.Scale)
	return m, m.restore(arrays)
}

// follow takes a recipe's layers for the weights.
func (m *Model) follow(r Recipe, parts []dense) {
	last := parts[len(parts)-1].units()
	m.Recipe, m.Layers, m.Loss, m.Scale, m.asked = r.Name, r.Layers, r.Loss, r.Scale, last
	inputs := parts[0].inputs()
	if side := int(math.Sqrt(float64(inputs))); side*side == inputs {
		m.Input = r.input(side, side)
	}
	m.Assumed = append(m.Assumed, fmt.Sprintf("layers of %s: the file has weights %s and names no layers", r.Name, sizes(parts)))
}

// plain takes the weights for those of a multilayer perceptron. asked is the activation
// that a person says it has; nil: ReLU, where the file leaves room for one.
func (m *Model) plain(p *parts, asked graph.Activation) (arrays []weights.Array, err error) {
	m.Recipe = sizes(p.dense)
	activation := asked
	if activation == nil {
		activation = cmpActivation(p.activation)
	}
	arrays, guessed, none, err := m.stack(p, activation)
	if err != nil {
		return nil, err
	}
	m.Loss, m.lossOpen = graph.SparseCategoricalCrossentropy{}, true
	switch {
	case asked != nil:
	case guessed && p.activation != nil:
		m.Assumed = append(m.Assumed, fmt.Sprintf("%s with %s between the layers: the file has weights, and a module of that name", m.Recipe, saidOf(activation)))
	case guessed:
		m.Assumed = append(m.Assumed, fmt.Sprintf("%s with ReLU between the layers: the file has weights and names no activations", m.Recipe))
	}
	if none {
		m.Assumed = append(m.Assumed, "no activation where the numbers in the layers' names leave no room for one")
	}
	m.Assumed = append(m.Assumed, p.normNotes()...)
	if p.torch {
		m.Scale = data.Signed
		if p.dense[0].seesNoPaper() {
			m.Scale = data.Unit
		}
	}
	if p.dense[len(p.dense)-1].units() == 1 && p.torch {
		m.Assumed = append(m.Assumed, "no activation behind the one output: the file does not say whether a sigmoid is")
	} else if p.dense[len(p.dense)-1].units() == 1 {
		return nil, fmt.Errorf("its last layer has one unit, and the file does not say what activation is behind it: save the whole model (.keras)")
	}
	return arrays, nil
}

// stack makes the layers one after the other, with the activation where there is room.
// guessed tells that there was, none that somewhere there was not.
func (m *Model) stack(p *parts, activation graph.Activation) (arrays []weights.Array, guessed, none bool, err error) {
	for _, n := range p.norms[pixels] {
		layer, of := n.layer()
		m.Layers, arrays = append(m.Layers, layer), append(arrays, of...)
	}
	for i, d := range p.dense {
		last := i == len(p.dense)-1
		l := graph.Dense{Name: layerName(d.name), Units: d.units(), NoBias: d.bias == nil}
		arrays = append(arrays, named(l.Name+"/kernel", d.kernel))
		if d.bias != nil {
			arrays = append(arrays, named(l.Name+"/bias", *d.bias))
		}
		var behind []graph.Layer
		for _, norm := range p.norms[i] {
			layer, of := norm.layer()
			behind, arrays = append(behind, layer), append(arrays, of...)
		}
		room := p.room(i)
		switch {
		case room.first && len(behind) > 0 && (room.behind || last):
			return nil, false, false, fmt.Errorf("the file does not say whether the activation of layer %.100q is before or behind normalization %.100q: save the whole model (.onnx)", d.name, p.norms[i][0].name)
		case last && !p.torch:
			l.Activation = graph.Softmax
		case last:
		case room.known && !room.first && !room.behind:
			none = true
		case len(behind) > 0 && !room.first:
			behind = append(behind, activation)
			guessed = true
		default:
			l.Activation = activation
			guessed = true
		}
		m.Layers = append(append(m.Layers, l), behind...)
	}
	return arrays, guessed, none, nil
}

// saidOf is an activation as people write it.
func saidOf(a graph.Activation) string {
	if a == graph.ReLU {
		return "ReLU"
	}
	return graph.ActivationText(a)
}

func cmpActivation(a graph.Activation) graph.Activation {
	if a == nil {
		return graph.ReLU
	}
	return a
}

func named(name string, a weights.Array) weights.Array {
	a.Name = name
	return a
}

// layerName is a name that a layer can have here.
func layerName(name string) string {
	if name == "" {
		return "dense"
	}
	return name
}

// scale sets the input's scaling and says so where it is a guess.
func (m *Model) scale(o LoadOptions, fallback data.Scale) {
	m.Scale = fallback
	if o.Scale != nil {
		m.Scale = *o.Scale
		return
	}
	m.ScaleAssumed = true
	m.Assumed = append(m.Assumed, fmt.Sprintf("scale %s: the file does not say how pixels were scaled", m.Scale))
}

// seesNoPaper reports a first layer whose weights for the corners of an image were not
// trained: these pixels were 0 in every example, as paper is from 0 to 1, and not at -1.
// Where paper is not 0, all corners of an image move a unit's weights alike, so that
// their mean differs from unit to unit by more than chance, 1/√pixels of the spread.
func (d dense) seesNoPaper() bool {
	side := int(math.Sqrt(float64(d.inputs())))
	const corner = 3
	if side*side != d.inputs() || side < 4*corner || d.units() < 8 {
		return false
	}
	var pixels []int
	for y := range side {
		for x := range side {
			if (y < corner || y >= side-corner) && (x < corner || x >= side-corner) {
				pixels = append(pixels, y*side+x)
			}
		}
	}
	n, units := float64(len(pixels)), d.units()
	between, within := 0.0, 0.0
	for u := range units {
		sum, squares := 0.0, 0.0
		for _, p := range pixels {
			w := float64(d.kernel.Values[p*units+u])
			sum, squares = sum+w, squares+w*w
		}
		mean := sum / n
		between += mean * mean
		within += squares/n - mean*mean
	}
	return within > 0 && between*n/within < 3 // 1 by chance
}

// ignored says what of the file is not part of a model.
func (c *Contents) ignored() (notes []string) {
	if c.Optimizer {
		notes = append(notes, "no optimizer: the file has the state of one, which is not read")
	}
	if len(c.besides) > 0 {
		notes = append(notes, "without what else the file has: "+listed(c.besides))
	}
	return notes
}

// pattern is a name with # for each number.
func pattern(name string) string {
	var b strings.Builder
	for name != "" {
		if n := digits(name); n > 0 {
			b.WriteByte('#')
			name = name[n:]
			continue
		}
		b.WriteByte(name[0])
		name = name[1:]
	}
	return b.String()
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
	const most = 6
	var list []string
	for _, a := range arrays[:min(len(arrays), most)] {
		list = append(list, fmt.Sprintf("%.60s %v", a.Name, a.Shape))
	}
	if more := len(arrays) - most; more > 0 {
		list = append(list, fmt.Sprintf("%d more", more))
	}
	return strings.Join(list, ", ")
}
