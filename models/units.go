package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"digits/graph"
)

// Units returns those of the hidden layers: of all Dense layers but the last.
func (r Recipe) Units() []int {
	var units []int
	_, blocks := r.blocks()
	for _, block := range blocks[:max(0, len(blocks)-1)] {
		units = append(units, block[0].(graph.Dense).Units)
	}
	return units
}

// WithUnits returns the recipe with hidden layers of so many units, also with
// another number of them than it has. A hidden layer is a Dense with what follows
// it, activation and dropout; the recipe's last one is repeated as often as
// needed. Names that end with a number, such as fc1, are numbered anew.
func (r Recipe) WithUnits(units ...int) (Recipe, error) {
	before, blocks := r.blocks()
	if len(blocks) < 2 || len(units) == 0 {
		return r, fmt.Errorf("models: %s: got %d hidden layers to set, have %d: want at least 1 of both", r.Name, len(units), max(0, len(blocks)-1))
	}
	hidden, last := blocks[:len(blocks)-1], blocks[len(blocks)-1]
	layers := slices.Clone(before)
	for i, n := range units {
		if n < 1 {
			return r, fmt.Errorf("models: %s: got %d units, want at least 1", r.Name, n)
		}
		block := slices.Clone(hidden[min(i, len(hidden)-1)])
		d := block[0].(graph.Dense)
		d.Units, d.Name = n, numbered(d.Name, i+1)
		block[0] = d
		layers = append(layers, block...)
	}
	last = slices.Clone(last)
	d := last[0].(graph.Dense)
	d.Name = numbered(d.Name, len(units)+1)
	last[0] = d
	r.Layers = append(layers, last...)
	r.change(changeUnits, UnitsText(units))
	return r, nil
}

// UnitsText is units as [ParseUnits] reads them: 256-128.
func UnitsText(units []int) string {
	text := make([]string, len(units))
	for i, n := range units {
		text[i] = strconv.Itoa(n)
	}
	return strings.Join(text, "-")
}

// ParseUnits reads the units of hidden layers, as 256-128.
func ParseUnits(text string) ([]int, error) {
	const most = 1 << 16
	var units []int
	for field := range strings.SplitSeq(text, "-") {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 || n > most {
			return nil, fmt.Errorf("units: got %.100q, want whole numbers from 1 to %d, as 256-128", text, most)
		}
		units = append(units, n)
	}
	return units, nil
}

// blocks cuts the layers in front of each Dense.
func (r Recipe) blocks() (before graph.Sequential, blocks []graph.Sequential) {
	for _, layer := range r.Layers {
		_, dense := layer.(graph.Dense)
		switch {
		case dense:
			blocks = append(blocks, graph.Sequential{layer})
		case blocks == nil:
			before = append(before, layer)
		default:
			blocks[len(blocks)-1] = append(blocks[len(blocks)-1], layer)
		}
	}
	return before, blocks
}

// numbered replaces the number that a name ends with, if it does.
func numbered(name string, n int) string {
	stem := strings.TrimRight(name, "0123456789")
	if stem == name {
		return name
	}
	return stem + strconv.Itoa(n)
}
