package main

import (
	"fmt"
	"strconv"
	"strings"

	"digits/data"
	"digits/graph"
	"digits/models"
)

// workload is a network to be trained as its recipe says, on MNIST.
type workload struct {
	recipe  models.Recipe
	widths  []int // of the layers, the input first
	dropout float64

	products, params int // of a network with convolutions: multiply-adds of an example's step, and weights
}

// pixels is the width of MNIST's images in a row, classes how many there are.
const (
	pixels  = 28 * 28
	classes = 10
)

// recipeWorkload is a recipe's network.
func recipeWorkload(r models.Recipe) workload {
	w := workload{recipe: r, widths: append(append([]int{pixels}, r.Units()...), classes)}
	for _, l := range r.Layers {
		if l, ok := l.(graph.Dropout); ok {
			w.dropout = l.Rate
		}
	}
	return w
}

// networkWorkload is a network of dense layers with ReLU between them.
func networkWorkload(network string, batch int, dropout float64, scale data.Scale, oneHot bool) (workload, error) {
	if w, ok := convolutions[network]; ok {
		r, err := models.RecipeNamed(network)
		if err != nil {
			return w, err
		}
		w.recipe, w.dropout, w.widths = r.Complete(), dropout, []int{pixels, classes}
		w.recipe.Batch = batch
		return w, nil
	}
	w := workload{dropout: dropout, recipe: models.Recipe{
		Name: network, Batch: batch, Scale: scale, Loss: graph.SparseCategoricalCrossentropy{}, Optimizer: models.Keras.Optimizer,
	}}
	if oneHot {
		w.recipe.Loss = graph.CategoricalCrossentropy{}
	}
	for field := range strings.SplitSeq(network, "-") {
		width, err := strconv.Atoi(field)
		if err != nil || width < 1 || width > 1<<16 {
			return w, fmt.Errorf("-network: got %q, want widths such as 784-512-10", network)
		}
		w.widths = append(w.widths, width)
	}
	last := len(w.widths) - 1
	if last < 1 || w.widths[0] != pixels || w.widths[last] != 10 {
		return w, fmt.Errorf("-network: got %q, want %d first and 10 last", network, pixels)
	}
	for _, units := range w.widths[1:last] {
		w.recipe.Layers = append(w.recipe.Layers, graph.Dense{Units: units, Activation: graph.ReLU})
		if dropout > 0 {
			w.recipe.Layers = append(w.recipe.Layers, graph.Dropout{Rate: dropout})
		}
	}
	w.recipe.Layers = append(w.recipe.Layers, graph.Dense{Units: w.widths[last], Activation: graph.Softmax})
	return w, nil
}

// convolutions are the recipes with convolutions: forward and the kernel's gradient in each
// layer, the inputs' gradient in all but the first, were every product dense.
var convolutions = map[string]workload{
	models.KerasConv.Name: {products: 2*26*26*9*32 + 3*11*11*288*64 + 3*1600*10, params: 34826},
	models.TorchConv.Name: {products: 2*26*26*9*32 + 3*24*24*288*64 + 3*(9216*128+128*10), params: 1199882},
}

// series are networks of growing size.
var series = []string{
	"784-64-10", "784-128-10", "784-256-10", "784-512-10", "784-1024-10",
	"784-512-512-10", "784-1024-1024-10", "784-2048-2048-10",
}

func (w workload) network() string {
	if w.products > 0 {
		return w.recipe.Name
	}
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(w.widths), " ", "-"), "[]")
}

// weights counts the kernels' and the biases' weights.
func (w workload) weights() int {
	n := w.params
	if n > 0 {
		return n
	}
	for i, units := range w.widths[1:] {
		n += (w.widths[i] + 1) * units
	}
	return n
}

// flops counts the multiplications and additions of an epoch of training where of
// each layer's inputs a share takes part, nil for all of them: forward and the
// kernel's gradient in each layer, the inputs' gradient in all but the first, 2
// operations a weight and example each.
func (w workload) flops(examples int, shares []float64) float64 {
	if w.products > 0 {
		return 2 * float64(examples) * float64(w.products)
	}
	total := 0.0
	for i, units := range w.widths[1:] {
		products := 3 * float64(w.widths[i]*units)
		if i == 0 {
			products *= 2. / 3
		}
		if shares != nil {
			products *= shares[i]
		}
		total += products
	}
	return 2 * float64(examples) * total
}
