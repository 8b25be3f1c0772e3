// Package network has the flags that choose a recipe and change its network.
package network

import (
	"flag"
	"fmt"
	"strings"

	"digits/graph"
	"digits/internal/command"
	"digits/models"
)

// Flags are what the flags say.
type Flags struct {
	Arch       string
	Units      string
	Activation string
	Dropout    float64
}

// Add adds the flags; said stands before what they say.
func (n *Flags) Add(f *flag.FlagSet, arch, said string) {
	command.Named(f, &n.Arch, "arch", arch, models.RecipeNames(), said+"the `recipe`: "+strings.Join(models.RecipeNames(), ", "))
	f.StringVar(&n.Units, "units", "", said+"`units` of the hidden layers, as 256-128, with another number of layers too (the recipe's if not given)")
	command.Named(f, &n.Activation, "activation", "", graph.ActivationNames(), said+"the `activation` of the hidden layers, with settings as in 'elu(alpha=0.5)' (the recipe's if not given): "+strings.Join(graph.ActivationNames(), ", "))
	f.Float64Var(&n.Dropout, "dropout", 0, said+"`rate` of the dropout layers, from 0 to less than 1 (the recipe's if not given)")
}

// Recipe returns the recipe as the flags that are given change it.
func (n Flags) Recipe(given map[string]bool) (models.Recipe, error) {
	r, err := n.Chosen()
	if err != nil {
		return r, err
	}
	return n.Change(r, given)
}

// Chosen returns the recipe as it is.
func (n Flags) Chosen() (models.Recipe, error) {
	r, err := models.RecipeNamed(n.Arch)
	if err != nil {
		return r, fmt.Errorf("-arch: got %q, want one of %s", n.Arch, strings.Join(models.RecipeNames(), ", "))
	}
	return r, nil
}

// Change changes a recipe's network as the flags say that are given.
func (n Flags) Change(r models.Recipe, given map[string]bool) (models.Recipe, error) {
	var err error
	if given["units"] {
		var units []int
		if units, err = models.ParseUnits(n.Units); err != nil {
			return r, fmt.Errorf("-%w", err)
		}
		if r, err = r.WithUnits(units...); err != nil {
			return r, fmt.Errorf("-units: %w", err)
		}
	}
	if given["dropout"] {
		if !(n.Dropout >= 0 && n.Dropout < 1) {
			return r, fmt.Errorf("-dropout: got %v, want at least 0 and less than 1", n.Dropout)
		}
		if r, err = r.WithDropout(n.Dropout); err != nil {
			return r, fmt.Errorf("-dropout: %s has no dropout layer", r.Name)
		}
	}
	if n.Activation != "" {
		a, err := graph.ActivationNamed(n.Activation)
		if err != nil {
			return r, fmt.Errorf("-activation: %w", err)
		}
		r = r.WithActivation(a)
	}
	return r, nil
}
