package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"digits/data/augment"
	"digits/internal/command"
	"digits/models"
)

// augmentation is the flag that says how training images are changed.
type augmentation struct{ strength string }

func (a *augmentation) flags(f *flag.FlagSet) {
	command.Named(f, &a.strength, "augment", "", augment.Names(), "change the training images anew at each epoch: `strength` "+strings.Join(augment.Names(), ", ")+" (the recipe's if not given)")
}

// change sets the recipe's augmentation if the flag was given.
func (a *augmentation) change(r *models.Recipe, given bool) error {
	if !given {
		return nil
	}
	settings, err := augment.Named(a.strength)
	if err != nil {
		return fmt.Errorf("-augment: got %q, want one of %s", a.strength, strings.Join(augment.Names(), ", "))
	}
	r.Augment = settings
	return nil
}

// printAugmentation says how the images are changed, or nothing if they are not.
func printAugmentation(w io.Writer, s augment.Settings) {
	if s != (augment.Settings{}) {
		fmt.Fprintf(w, "Augmentation: %s\n", s)
	}
}
