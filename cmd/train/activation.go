package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"digits/graph"
	"digits/internal/command"
	"digits/models"
)

// functions are the flags for the activation and the loss.
type functions struct{ activation, loss string }

func (f *functions) flags(set *flag.FlagSet) {
	command.Named(set, &f.activation, "activation", "", graph.ActivationNames(), "the `activation` of the hidden layers, with settings as in 'elu(alpha=0.5)' (relu if not given): "+strings.Join(graph.ActivationNames(), ", "))
	command.Named(set, &f.loss, "loss", "", graph.LossNames(), "the `loss`, with settings as in 'huber(delta=0.5)' (the recipe's if not given): "+strings.Join(graph.LossNames(), ", "))
}

// change gives the recipe what was asked for. A file of weights alone would not
// say the activation, so the recipes that keep such a one change to .safetensors.
func (f functions) change(r *models.Recipe, out string) error {
	if f.activation != "" {
		a, err := graph.ActivationNamed(f.activation)
		if err != nil {
			return fmt.Errorf("-activation: %w", err)
		}
		*r = r.WithActivation(a)
		if a != graph.ReLU && r.File == ".pth" {
			r.File = ".safetensors"
		}
	}
	if f.loss != "" {
		var err error
		if *r, err = r.WithLoss(f.loss); err != nil {
			return fmt.Errorf("-loss: %w", err)
		}
	}
	if f.activation == "" {
		return nil
	}
	if out == "" {
		out = r.File
	}
	if err := models.CheckFileName("model" + models.Extension(out)); err != nil {
		return nil // checkFiles says so
	}
	extension := models.Extension(out)
	if plain := f.activation == "relu"; !plain && (extension == ".pth" || extension == ".weights.h5") {
		return fmt.Errorf("-activation: %s holds weights alone, which would be read with relu between them: -out a .safetensors file", extension)
	}
	return nil
}

func (f functions) print(w io.Writer) {
	if f.activation != "" {
		fmt.Fprintf(w, "Hidden layers with %s\n", f.activation)
	}
}
