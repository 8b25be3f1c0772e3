package main

import (
	"fmt"
	"strconv"
	"strings"
)

// The kinds of work: epochs of training, epochs for a series of sizes, epochs
// of convolutions, beside a busy process, dense products, prediction, and a whole run from the start of the process
// to a saved model.
const (
	kindTrain   = "train"
	kindSize    = "size"
	kindBeside  = "beside"
	kindConv    = "conv"
	kindProduct = "products"
	kindPredict = "predict"
	kindScript  = "script"
)

var kinds = []string{kindTrain, kindSize, kindConv, kindBeside, kindProduct, kindPredict, kindScript}

// productsName is the workload of all dense products at once.
const productsName = "all recipes"

// workload is what a program is given to do. Its zero values are what most
// networks have: no dropout, pixels in 0..1, integer labels.
type workload struct {
	kind    string
	name    string // as the tables show it
	network string // widths, input first, or a recipe with convolutions
	batch   int
	dropout float64
	low     float64 // pixels lie in low..1
	oneHot  bool
	recipe  string // in our train command, for scripts
	epochs  int    // 0: as the setting says
}

var workloads = []workload{
	{kind: kindTrain, name: "784-512-10, 128", network: "784-512-10", batch: 128},
	{kind: kindTrain, name: "784-128-64-10, 64", network: "784-128-64-10", batch: 64, low: -1},
	{kind: kindTrain, name: "784-128-64-10, 64, dropout .2", network: "784-128-64-10", batch: 64, low: -1, dropout: .2},
	{kind: kindTrain, name: "784-128-10, 32", network: "784-128-10", batch: 32},
	{kind: kindTrain, name: "784-128-128-10, 32, dropout .2", network: "784-128-128-10", batch: 32, dropout: .2},
	{kind: kindTrain, name: "784-800-400-10, 128", network: "784-800-400-10", batch: 128, oneHot: true},

	{kind: kindSize, name: "784-64-10", network: "784-64-10", batch: 128},
	{kind: kindSize, name: "784-128-10", network: "784-128-10", batch: 128},
	{kind: kindSize, name: "784-256-10", network: "784-256-10", batch: 128},
	{kind: kindSize, name: "784-512-10", network: "784-512-10", batch: 128},
	{kind: kindSize, name: "784-1024-10", network: "784-1024-10", batch: 128},
	{kind: kindSize, name: "784-512-512-10", network: "784-512-512-10", batch: 128},
	{kind: kindSize, name: "784-1024-1024-10", network: "784-1024-1024-10", batch: 128},
	{kind: kindSize, name: "784-2048-2048-10", network: "784-2048-2048-10", batch: 128},

	{kind: kindConv, name: "keras-conv, 128", network: "keras-conv", batch: 128, dropout: .5, oneHot: true},
	{kind: kindConv, name: "torch-conv, 64", network: "torch-conv", batch: 64, dropout: .5},

	{kind: kindBeside, name: "784-512-10, 128", network: "784-512-10", batch: 128},
	{kind: kindBeside, name: "784-128-64-10, 64", network: "784-128-64-10", batch: 64, low: -1},

	{kind: kindProduct, name: productsName},

	{kind: kindPredict, name: "784-128-10", network: "784-128-10", batch: 32},

	{kind: kindScript, name: "keras", network: "784-512-10", batch: 128, recipe: "keras", epochs: 5},
	{kind: kindScript, name: "torch", network: "784-128-64-10", batch: 64, low: -1, dropout: .2, recipe: "torch", epochs: 5},
	{kind: kindScript, name: "torch, dropout 0", network: "784-128-64-10", batch: 64, low: -1, recipe: "torch", epochs: 5},
}

// args are the arguments that the peers' programs and cmd/bench understand alike.
func (w workload) args() []string {
	args := []string{
		"--network=" + w.network,
		"--batch=" + strconv.Itoa(w.batch),
		fmt.Sprintf("--dropout=%v", w.dropout),
		fmt.Sprintf("--low=%v", w.low),
	}
	if w.oneHot {
		args = append(args, "--one-hot")
	}
	return args
}

// flops counts the multiplications and additions of an epoch of 60,000 examples
// in dense products: forward and weights' gradient for each layer, the inputs'
// gradient for all but the first, 2 operations a weight and example each.
func (w workload) flops() float64 {
	if w.network == "" {
		return 0
	}
	const first, second, third = 26 * 26 * 9 * 32, 11 * 11 * 288 * 64, 24 * 24 * 288 * 64
	switch w.network {
	case "keras-conv":
		return 2 * 60000 * (2*first + 3*second + 3*1600*10)
	case "torch-conv":
		return 2 * 60000 * (2*first + 3*third + 3*(9216*128+128*10))
	}
	var widths []float64
	for field := range strings.SplitSeq(w.network, "-") {
		width, _ := strconv.ParseFloat(field, 64) // our own table above
		widths = append(widths, width)
	}
	var products float64
	for i, units := range widths[1:] {
		passes := 3.0
		if i == 0 {
			passes = 2
		}
		products += passes * widths[i] * units
	}
	return 2 * 60000 * products
}
