package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"

	"digits/internal/command"
)

// chapter is a part of the lesson.
type chapter struct {
	name, title string
	next        string   // what to try next
	own         []string // flags that only this chapter has
	run         func(ctx context.Context, n *notebook, s settings) error
}

var chapters = []chapter{
	{
		"neuron", "Neurons: a network of six weights", "go run ./cmd/lesson activations, to see what else a neuron may do with its sum.",
		nil, neuron,
	},
	{
		"activations", "Activations: what a neuron does with its sum", "go run ./cmd/lesson losses, to see what an output is measured by; or a network with another\nactivation, go run ./cmd/train -arch keras-small -activation gelu.",
		nil, activations,
	},
	{
		"losses", "Losses: how wrong an output is", "go run ./cmd/lesson optimizers, to see what the gradients are for.",
		nil, losses,
	},
	{
		"optimizers", "Optimizers: how a weight moves", "go run ./cmd/lesson descent, to see such paths from above; or the same at work,\ngo run ./cmd/train -arch keras-small -optimizer nadam -schedule cosine -clip norm:1.",
		nil, optimizers,
	},
	{
		"descent", "Gradient descent: the path of training on the error's surface",
		"go run ./cmd/lesson descent -optimizer sgd -lr 1.9 -steps 30 -plot pictures, a learning rate that is\nnearly too large, or -surface rosenbrock -lr 0.01.",
		[]string{"optimizer", "lr", "steps", "surface"},
		descent,
	},
	{
		"mnist", "MNIST: the same, 952,410 weights", "another image, with -image 8 a 5 that is hard to read; or a digit of your own,\ngo run ./cmd/predict photo.jpg.",
		[]string{"arch", "units", "activation", "dropout", "verbose", "epochs", "image", "data", "seed"},
		mnist,
	},
}

// flags returns those of a chapter among all.
func (c chapter) flags(all *flag.FlagSet) *flag.FlagSet {
	own := command.Flags(c.name)
	all.VisitAll(func(f *flag.Flag) {
		if f.Name == "plot" || slices.Contains(c.own, f.Name) {
			own.Var(f.Value, f.Name, strings.TrimPrefix(f.Usage, c.name+": "))
		}
	})
	return own
}

// usage explains a chapter.
func (c chapter) usage() string {
	return fmt.Sprintf("%s\n\n    go run ./cmd/lesson %s\n    go run ./cmd/lesson %s -plot pictures\n\nThe flags:\n\n", c.title, c.name, c.name)
}

// usage lists the chapters.
func usage() string {
	var b strings.Builder
	b.WriteString(`Learn how a neural network learns: each number by hand, by graph, and compared.

    go run ./cmd/lesson neuron
    go run ./cmd/lesson descent -plot pictures
    go run ./cmd/lesson mnist -epochs 2

The chapters:

`)
	for _, c := range chapters {
		fmt.Fprintf(&b, "    %-12s %s\n", c.name, c.title)
	}
	b.WriteString(`
-plot FOLDER writes a chapter's pictures, as PNG and SVG, and prints their paths.
`)
	return b.String()
}
