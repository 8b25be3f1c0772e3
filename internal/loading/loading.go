// Package loading has the flags of every command that reads a model, and prints what
// reading it had to assume.
package loading

import (
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"

	"digits/data"
	"digits/models"
)

// ScaleGuessed is why no answer of a model is sure whose scaling nobody has said.
const ScaleGuessed = "the scaling is a guess: -scale"

// Flags say what a file may leave open.
type Flags struct{ arch, scale, activation string }

// Register adds -arch, -scale and -activation.
func (f *Flags) Register(set *flag.FlagSet) {
	set.StringVar(&f.arch, "arch", "", "the `recipe` that a file of weights is for: "+strings.Join(models.RecipeNames(), ", "))
	set.StringVar(&f.scale, "scale", "", "the `scaling` of pixels, if not as the file or the recipe says: "+data.ScaleForms+" (0.1307,0.3081 is MNIST's own)")
	set.StringVar(&f.activation, "activation", "", "the `activation` between the layers of a file of weights that does not say: relu, tanh, linear …")
}

// Options are what the flags say.
func (f *Flags) Options() (models.LoadOptions, error) {
	return models.NamedOptions(f.arch, f.scale, f.activation)
}

// OptionsFor are what the flags say, which without a file of a model is an error.
func (f *Flags) OptionsFor(file bool, want string) (models.LoadOptions, error) {
	for _, given := range []struct{ name, value string }{{"arch", f.arch}, {"scale", f.scale}, {"activation", f.activation}} {
		if !file && given.value != "" {
			return models.LoadOptions{}, fmt.Errorf("-%s: got no file of a model to read so, want %s", given.name, want)
		}
	}
	return f.Options()
}

// PrintAssumed prints what a model's file did not say, a line each.
func PrintAssumed(w io.Writer, m *models.Model) error {
	for _, line := range m.Assumed {
		if _, err := fmt.Fprintf(w, "Assumed %s\n", Printable(line)); err != nil {
			return err
		}
	}
	return nil
}

// Assumed is what a model's file did not say, as JSON has it: a list, of nothing too.
func Assumed(m *models.Model) []string { return append([]string{}, m.Assumed...) }

// Printable keeps a text of a file from steering the terminal.
func Printable(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}
