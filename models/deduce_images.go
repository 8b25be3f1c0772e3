package models

import (
	"fmt"
	"slices"

	"digits/graph"
	"digits/models/weights"
)

// convolves reports the weights of a convolution.
func (c *Contents) convolves() bool {
	return slices.ContainsFunc(c.Arrays, func(a weights.Array) bool { return len(a.Shape) == 4 })
}

// ofImages makes the model of a recipe with convolutions that has the file's weights, by
// their order in files of Keras', by their names in others. The images are 28 × 28 where
// these have as many weights, else the smallest that have.
func (c *Contents) ofImages(o LoadOptions) (*Model, error) {
	if len(c.Arrays) > 6*maxLayers {
		return nil, fmt.Errorf("got %d arrays, want at most %d", len(c.Arrays), 6*maxLayers)
	}
	recipes := Recipes()
	if o.Recipe != nil {
		recipes = []Recipe{*o.Recipe}
	}
	for _, r := range recipes {
		if _, ok := r.Layers[0].(graph.Conv2D); !ok {
			continue
		}
		for _, classes := range c.biases() {
			side, m := c.ofRecipe(r, classes)
			if m != nil {
				m.Assumed = append(c.ignored(), fmt.Sprintf("layers of %s, for images of %d×%d: the file has weights and names no layers", r.Name, side, side))
				m.scale(o, r.Scale)
				return m, nil
			}
		}
	}
	return nil, fmt.Errorf("it has weights of convolutions alone, %s, and the file does not say how its layers stand: name the recipe whose they are, or save the whole model (.keras)", namesOf(c.Arrays))
}

// biases are the lengths of vectors, one of which is as long as there are classes.
func (c *Contents) biases() (lengths []int) {
	const most, longest = 8, 1 << 12
	for _, a := range c.Arrays {
		if len(a.Shape) == 1 && a.Shape[0] > 1 && a.Shape[0] <= longest && len(lengths) < most && !slices.Contains(lengths, a.Shape[0]) {
			lengths = append(lengths, a.Shape[0])
		}
	}
	return lengths
}

// ofRecipe returns the model of a recipe that has so many weights, and its images' side.
func (c *Contents) ofRecipe(r Recipe, classes int) (int, *Model) {
	const usual, largest = 28, 64
	for side := range largest + 1 {
		if side == 0 {
			side = usual
		}
		if m := c.ofSide(r, side, classes); m != nil {
			return side, m
		}
	}
	return 0, nil
}

// ofSide returns the model of a recipe for such images; nil if the weights are not its.
func (c *Contents) ofSide(r Recipe, side, classes int) *Model {
	o, err := graph.Describe(graph.WithClasses(r.Layers, classes), r.input(side, side), nil)
	if err != nil {
		return nil
	}
	total := 0
	for _, a := range c.Arrays {
		total += len(a.Values)
	}
	if o.Summary.Params() != total {
		return nil
	}
	m, err := New(r, side, side, classes, 0)
	if err != nil {
		return nil
	}
	if c.keras != nil {
		err = m.SetWeights(c.Arrays)
	} else {
		err = m.LoadStateDict(c.Arrays)
	}
	if err != nil {
		return nil
	}
	m.loaded = true
	return m
}
