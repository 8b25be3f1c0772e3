package models

import (
	"fmt"
	"strings"

	"digits/graph"
)

// recipeOf returns the recipe whose hidden layers the weights have, nil if there
// is none. The names must be the recipe's where it gives names of its own. MLP may have
// any layers: no weights tell that they are its.
func recipeOf(parts []dense) *Recipe {
	for _, r := range append(Programs(), Own) {
		if r.fitsSizes(parts) == nil && r.fitsNames(parts) {
			return &r
		}
	}
	return nil
}

// fitsSizes reports weights that are not those of the recipe's layers. The
// number of classes is free, as is the images' size.
func (r Recipe) fitsSizes(parts []dense) error {
	want := r.denseLayers()
	fits := len(want) == len(parts)
	for i := 0; fits && i < len(parts); i++ {
		last := i == len(parts)-1
		fits = (last || want[i].Units == parts[i].units()) && want[i].NoBias == (parts[i].bias == nil)
	}
	if fits {
		return nil
	}
	return fmt.Errorf("%s does not fit: got layers of %s, want hidden layers of %v units and biases", r.Name, sizes(parts), hidden(want))
}

// hidden returns the units of all layers but the last.
func hidden(layers []graph.Dense) []int {
	units := make([]int, max(0, len(layers)-1))
	for i := range units {
		units[i] = layers[i].Units
	}
	return units
}

func (r Recipe) fitsNames(parts []dense) bool {
	for i, d := range r.denseLayers() {
		if d.Name != "" && d.Name != parts[i].name {
			return false
		}
	}
	return true
}

func (r Recipe) denseLayers() []graph.Dense {
	var layers []graph.Dense
	for _, l := range r.Layers {
		if d, ok := l.(graph.Dense); ok {
			layers = append(layers, d)
		}
	}
	return layers
}

// wants reports layers that are not the recipe's. Rates of dropout and the
// number of classes are free, and names where the recipe gives none.
func (r Recipe) wants(layers graph.Sequential) error {
	if len(layers) != len(r.Layers) {
		return fmt.Errorf("%s does not fit: got %d layers, want its %d", r.Name, len(layers), len(r.Layers))
	}
	left := len(r.denseLayers())
	for i, want := range r.Layers {
		if _, ok := want.(graph.Dense); ok {
			left--
		}
		if !alike(layers[i], want, left == 0) {
			return fmt.Errorf("%s does not fit: its layer %d, a %s, differs from the file's %s", r.Name, i, graph.Kind(want), graph.Kind(layers[i]))
		}
	}
	return nil
}

// alike reports whether a layer is the recipe's. Of a free one the units may differ.
func alike(layer, want graph.Layer, free bool) bool {
	w, ok := want.(graph.Dense)
	switch want := want.(type) {
	case graph.Conv2D, graph.MaxPool2D, graph.AveragePool2D:
		return sameSettings(layer, want)
	case graph.Flatten:
		f, ok := layer.(graph.Flatten)
		return ok && f.Planes == want.Planes && f.ChannelsFirst == want.ChannelsFirst
	}
	if !ok {
		return graph.Kind(layer) == graph.Kind(want)
	}
	l, ok := layer.(graph.Dense)
	return ok && (free || l.Units == w.Units) && l.NoBias == w.NoBias &&
		(w.Name == "" || l.Name == w.Name) && orLinear(l.Activation) == orLinear(w.Activation)
}

// sameSettings reports layers that a file describes alike, where the wanted one has no
// name whatever the other's is.
func sameSettings(layer, want graph.Layer) bool {
	text := func(l graph.Layer, named bool) string {
		c, err := graph.ConfigOf(l)
		if err != nil {
			return err.Error()
		}
		var b strings.Builder
		for _, s := range c.Settings {
			if s.Name != "trainable" && !strings.HasSuffix(s.Name, "_regularizer") && (named || s.Name != "name") {
				fmt.Fprintln(&b, s.Name, s.Value)
			}
		}
		return c.Class + b.String()
	}
	named := false
	if c, err := graph.ConfigOf(want); err == nil && len(c.Settings) > 0 {
		named = c.Settings[0].Name == "name"
	}
	return text(layer, named) == text(want, named)
}

func orLinear(a graph.Activation) graph.Activation {
	if a == nil {
		return graph.Linear
	}
	return a
}
