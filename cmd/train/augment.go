package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"digits/data/augment"
)

// augmentation is how the training images are changed.
type augmentation struct {
	name     string
	settings augment.Settings
}

func (a *augmentation) flags(f *flag.FlagSet) {
	f.StringVar(&a.name, "augment", "off", "change the training images at each epoch: `strength` "+strings.Join(augment.Names(), ", "))
}

func (a *augmentation) check() (err error) {
	if a.settings, err = augment.Named(a.name); err != nil {
		return fmt.Errorf("-augment: got %q, want one of %s", a.name, strings.Join(augment.Names(), ", "))
	}
	return nil
}

// print says how the images are changed, in a line, or nothing if they are not.
func (a *augmentation) print(w io.Writer) {
	if a.settings == (augment.Settings{}) {
		return
	}
	fmt.Fprintf(w, "Augmentation %s: %s\n", a.name, a.settings)
}
