package command

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestNamed(t *testing.T) {
	for got, want := range map[string]string{
		"torch": "torch", "Torch": "torch", "KERAS_Dropout": "keras-dropout", "keras": "keras", "ELU(alpha=0.5)": "elu(alpha=0.5)", "sse": "sse", "": "",
	} {
		f := Flags("x")
		var name string
		Named(f, &name, "arch", "keras", []string{"keras", "keras-dropout", "torch", "elu"}, "the `recipe`")
		if name != "keras" {
			t.Errorf("the default is %q", name)
		}
		if err := ParseFlags(f, []string{"-arch", got}, "", io.Discard); err != nil || name != want {
			t.Errorf("got %q, %v of %q, want %q", name, err, got, want)
		}
	}
}

// A misspelt flag or name is told what was meant, one that is like nothing is not.
func TestMeant(t *testing.T) {
	for line, want := range map[string]string{
		"-epoch 3":     "-epoch: did you mean -epochs? (",
		"-arhc torch":  "-arhc: did you mean -arch? (",
		"-zebra 3":     "-zebra (",
		"-arch tocrh":  "torch: did you mean torch? (",
		"-arch monday": "torch (",
	} {
		do := func(string) error {
			f := Flags("x")
			var arch string
			f.Int("epochs", 1, "")
			Named(f, &arch, "arch", "keras", []string{"keras", "torch"}, "")
			if err := ParseFlags(f, strings.Fields(line), "", io.Discard); err != nil {
				return err
			}
			return Usage(fmt.Errorf("-arch: got %q, want one of keras, torch", arch))
		}
		err := do(line)
		if got := err.Error() + " ("; !strings.HasSuffix(got, want) || !errors.Is(err, ErrUsage) {
			t.Errorf("%s: got %q, want %q at its end", line, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"gleu", "gelu", 1}, {"ab", "ba", 1}} {
		if got := distance(c.a, c.b); got != c.want || distance(c.b, c.a) != c.want {
			t.Errorf("%q and %q: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
