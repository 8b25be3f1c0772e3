// Package models knows which networks there are: each is a [Recipe], data that
// says what its layers are, how its inputs are scaled and how it is trained.
//
// A [Model] is a recipe's layers with parameters. It predicts, it is saved to a
// file that needs no explanation, and loaded again.
package models

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"digits/data"
	"digits/data/augment"
	"digits/graph"
	"digits/optim"
)

// Recipe is a network and how it is trained. A layer whose units are graph.Classes has
// as many as the data has classes. What Complete fills in may be left open.
type Recipe struct {
	Name   string
	Layers graph.Sequential
	Scale  data.Scale
	Loss   graph.Loss

	Optimizer optim.Choice

	Epochs, Batch int
	Augment       augment.Settings // of the training images; zero leaves them as they are
	Validation    int              // how many of the last training examples validate instead
	Targets       Targets

	File string // the extension of the file in which its program keeps the model

	changes []string // what With… has changed, for files of what only code can make
}

// changed applies what changes say, as With… has noted it.
func (r Recipe) changed(changes []string) (Recipe, error) {
	for _, c := range changes {
		kind, text, _ := strings.Cut(c, "=")
		var err error
		switch kind {
		case changeUnits:
			var units []int
			if units, err = ParseUnits(text); err == nil {
				r, err = r.WithUnits(units...)
			}
		case changeDropout:
			var rate float64
			if rate, err = strconv.ParseFloat(text, 64); err == nil {
				r, err = r.WithDropout(rate)
			}
		case changeActivation:
			var a graph.Activation
			if a, err = graph.ActivationNamed(text); err == nil {
				r = r.WithActivation(a)
			}
		case changeLoss:
			r, err = r.WithLoss(text)
		default:
			err = fmt.Errorf("models: got the change %.100q of a recipe, want one of units, dropout, activation, loss", c)
		}
		if err != nil {
			return r, err
		}
	}
	return r, nil
}

// The names of changes.
const (
	changeUnits      = "units"
	changeDropout    = "dropout"
	changeActivation = "activation"
	changeLoss       = "loss"
)

// change notes one.
func (r *Recipe) change(kind string, value any) {
	r.changes = append(slices.Clone(r.changes), fmt.Sprintf("%s=%v", kind, value))
}

// Targets is what a network is to put out.
type Targets int

// SetTargets are those that the set has, classes or numbers; InputTargets are the
// inputs themselves: an autoencoder's.
const (
	SetTargets Targets = iota
	InputTargets
)

// Programs returns the recipes of the five programs that are made here again.
func Programs() []Recipe { return []Recipe{Keras, KerasDropout, KerasSmall, Torch, KerasLesson} }

// Recipes returns the recipes that there are, complete.
func Recipes() []Recipe {
	all := append(Programs(), Own, MLP, KerasConv, TorchConv)
	for i, r := range all {
		all[i] = r.Complete()
	}
	return all
}

// Complete fills in how a recipe is trained, where it does not say: by Adam, in batches of
// 128, for 5 epochs; and saved as .safetensors.
func (r Recipe) Complete() Recipe {
	r.Optimizer.Name = cmp.Or(r.Optimizer.Name, kerasAdam.Name)
	r.Epochs, r.Batch, r.File = cmp.Or(r.Epochs, 5), cmp.Or(r.Batch, 128), cmp.Or(r.File, ".safetensors")
	return r
}

// RecipeNames returns their names.
func RecipeNames() []string {
	var names []string
	for _, r := range Recipes() {
		names = append(names, r.Name)
	}
	return names
}

// RecipeNamed returns the recipe of that name.
func RecipeNamed(name string) (Recipe, error) {
	for _, r := range Recipes() {
		if r.Name == name {
			return r, nil
		}
	}
	return Recipe{}, fmt.Errorf("models: got recipe %q, want one of %s", name, strings.Join(RecipeNames(), ", "))
}

// WithDropout returns the recipe with every dropout at another rate.
func (r Recipe) WithDropout(rate float64) (Recipe, error) {
	r.Layers = slices.Clone(r.Layers)
	found := false
	for i, layer := range r.Layers {
		if d, ok := layer.(graph.Dropout); ok {
			d.Rate = rate
			r.Layers[i], found = d, true
		}
	}
	if !found {
		return r, fmt.Errorf("models: %s has no dropout layer to set a rate for", r.Name)
	}
	r.change(changeDropout, rate)
	return r, nil
}

// ValidationOf returns how many of so many training examples validate: Validation
// of MNIST's 60,000, and the same share of a smaller set.
func (r Recipe) ValidationOf(examples int) int {
	const mnist = 60000
	if r.Validation == 0 || examples >= mnist {
		return r.Validation
	}
	return max(1, r.Validation*examples/mnist)
}

// input returns the shape of one example: an image if the network begins with
// a Flatten, one of one channel if it does with a Conv2D, else its pixels in a row.
func (r Recipe) input(height, width int) []int {
	if len(r.Layers) > 0 {
		switch r.Layers[0].(type) {
		case graph.Flatten:
			return []int{height, width}
		case graph.Conv2D:
			return []int{height, width, 1}
		}
	}
	return []int{height * width}
}
