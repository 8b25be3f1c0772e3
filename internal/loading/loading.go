// Package loading has the flags of every command that reads a model, and prints what
// reading it had to assume.
package loading

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"digits/data"
	"digits/models"
)

// Flags say what a file may leave open.
type Flags struct{ arch, scale, activation string }

// Register adds -arch, -scale and -activation.
func (f *Flags) Register(set *flag.FlagSet) {
	set.StringVar(&f.arch, "arch", "", "the `recipe` that a file of weights is for: "+strings.Join(models.RecipeNames(), ", "))
	set.StringVar(&f.scale, "scale", "", "how pixels are `scaled`, if not as the file or the recipe says: "+data.ScaleForms+" (0.1307,0.3081 is MNIST's own)")
	set.StringVar(&f.activation, "activation", "", "the `activation` between the layers of a file of weights that does not say: relu, tanh, linear …")
}

// Options are what the flags say.
func (f *Flags) Options() (models.LoadOptions, error) {
	return models.NamedOptions(f.arch, f.scale, f.activation)
}

// PrintAssumed prints what a model's file did not say, a line each.
func PrintAssumed(w io.Writer, m *models.Model) error {
	for _, line := range m.Assumed {
		if _, err := fmt.Fprintf(w, "Assumed: %s\n", line); err != nil {
			return err
		}
	}
	return nil
}
