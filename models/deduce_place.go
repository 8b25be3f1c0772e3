package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"digits/graph"
)

// pixels is the place of normalizations before the first Dense layer.
const pixels = -1

// place puts normalizations behind the Dense layers that they belong to, or before the
// first: by the numbers of an nn.Sequential; else, where a person has named the
// activation, one behind each hidden layer, with the activation behind it.
func (p *parts) place(norms []norm, asked bool) error {
	if len(norms) == 0 {
		return nil
	}
	slices.SortFunc(norms, func(a, b norm) int { return compareNames(a.name, b.name) })
	if p.sequential(norms) {
		for _, n := range norms {
			if err := p.placeByNumber(n); err != nil {
				return err
			}
		}
		return nil
	}
	fits := asked && len(norms) == len(p.dense)-1
	for i := 0; fits && i < len(norms); i++ {
		fits = p.dense[i].units() == norms[i].size()
	}
	if !fits {
		return fmt.Errorf("the file does not say where its normalizations stand (%s), nor whether the activation is before or behind them: name the activation, as relu, if each hidden layer is a linear one, a normalization, the activation; else save the whole model (.keras), or an nn.Sequential of PyTorch's", normNames(norms))
	}
	for i, n := range norms {
		p.norms[i] = []norm{n}
	}
	p.notes = append(p.notes, "a normalization behind each hidden layer, and then the activation: the file names no order")
	return nil
}

// placeByNumber puts a normalization of an nn.Sequential behind the module of the number
// before its own.
func (p *parts) placeByNumber(n norm) error {
	i := p.before(n.name)
	size := p.dense[0].inputs()
	if i >= 0 {
		size = p.dense[i].units()
	}
	if size != n.size() {
		return fmt.Errorf("normalization %.100q of %d features stands behind %d: save the whole model (.onnx)", n.name, n.size(), size)
	}
	p.norms[i] = append(p.norms[i], n)
	return nil
}

// normNames lists the first few normalizations.
func normNames(norms []norm) string {
	var names []string
	for _, n := range norms[:min(len(norms), 4)] {
		names = append(names, fmt.Sprintf("%.60q", n.name))
	}
	if more := len(norms) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
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

// room is where modules without weights, and so an activation, have a place between a
// Dense layer and the next.
type room struct {
	known         bool // from the numbers of an nn.Sequential
	first, behind bool // before the normalizations, and behind or between them
}

// room returns where an activation may stand behind Dense i.
func (p *parts) room(i int) (r room) {
	if !p.torch || !p.sequential(p.norms[i]) || i+1 >= len(p.dense) && len(p.norms[i]) == 0 {
		return r
	}
	r.known = true
	_, at, _ := inSequential(p.dense[i].name)
	for k, n := range p.norms[i] {
		_, number, _ := inSequential(n.name)
		if number > at+1 && k == 0 {
			r.first = true
		} else if number > at+1 {
			r.behind = true
		}
		at = number
	}
	if i+1 < len(p.dense) {
		_, next, _ := inSequential(p.dense[i+1].name)
		if next > at+1 && len(p.norms[i]) == 0 {
			r.first = true
		} else if next > at+1 {
			r.behind = true
		}
	}
	return r
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
