package main

import (
	"flag"
	"fmt"
	"math"
	"slices"
	"strings"

	"digits/internal/command"
	"digits/internal/network"
	"digits/models"
	"digits/optim"
	"digits/optim/surface"
	"digits/train"
)

type settings struct {
	plot string // folder of the pictures, "" for none

	optimizer string
	rate      float64
	steps     int
	surface   string

	network                network.Flags
	given                  map[string]bool
	verbose, epochs, image int
	data                   command.Data
	seed                   uint64
}

func (s *settings) flags() *flag.FlagSet {
	f := command.Flags("lesson")
	f.StringVar(&s.plot, "plot", "", "`folder` for the chapter's pictures, made if it is not there")
	command.Named(f, &s.optimizer, "optimizer", "adam", optim.Names(), "descent: the `optimizer`, one of "+strings.Join(optim.Names(), ", "))
	f.Float64Var(&s.rate, "lr", 0.001, "descent: the learning rate")
	f.IntVar(&s.steps, "steps", 6000, "descent: how many steps to take")
	command.Named(f, &s.surface, "surface", "", surface.Names(), "descent: another error `surface` to descend too: "+strings.Join(surface.Names(), ", "))
	s.network.Add(f, models.KerasLesson.Name, "mnist: ")
	f.IntVar(&s.verbose, "verbose", int(train.Live), "mnist: 0 shows no training, 1 its progress")
	f.IntVar(&s.epochs, "epochs", models.KerasLesson.Epochs, "mnist: passes over the training images (the recipe's if another one is given)")
	f.IntVar(&s.image, "image", 1024, "mnist: the `number` of the test image to look at")
	f.StringVar(&s.data.Path, "data", "", "mnist: `path` of another data set")
	f.Uint64Var(&s.seed, "seed", 1, "mnist: decides the initial weights and the order of the images")
	return f
}

func (s settings) check(c chapter, given map[string]bool) error {
	for _, other := range chapters {
		for _, name := range other.own {
			if given[name] && !slices.Contains(c.own, name) {
				return fmt.Errorf("-%s: got it for %s, but it is a flag of %s", name, c.name, other.name)
			}
		}
	}
	const most = 1_000_000
	switch {
	case !(s.rate > 0 && !math.IsInf(s.rate, 0)):
		return fmt.Errorf("-lr: got %v, want a number above 0", s.rate)
	case s.steps < 1 || s.steps > most:
		return fmt.Errorf("-steps: got %d, want 1 to %d", s.steps, most)
	case s.verbose != 0 && s.verbose != 1:
		return fmt.Errorf("-verbose: got %d, want 0 or 1", s.verbose)
	case s.epochs < 1:
		return fmt.Errorf("-epochs: got %d, want at least 1", s.epochs)
	case s.image < 0:
		return fmt.Errorf("-image: got %d, want at least 0", s.image)
	}
	if _, err := surface.Named(s.surface); s.surface != "" && err != nil {
		return fmt.Errorf("-surface: got %q, want one of %s", s.surface, strings.Join(surface.Names(), ", "))
	}
	if !slices.Contains(optim.Names(), s.optimizer) {
		return fmt.Errorf("-optimizer: got %q, want one of %s", s.optimizer, strings.Join(optim.Names(), ", "))
	}
	return nil
}
