package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"digits/graph"
)

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
