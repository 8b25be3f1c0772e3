package command

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		code int
		want string // all of stderr
	}{
		"success":          {nil, 0, ""},
		"help":             {Usage(flag.ErrHelp), 0, ""},
		"wrong flag":       {Usage(errors.New("-lr: got 0")), ExitUsage, "walk: -lr: got 0 (walk -h explains the flags)\n"},
		"failure":          {errors.New("walk: no road"), ExitFailure, "walk: no road\n"},
		"Ctrl-C":           {fmt.Errorf("step: %w", context.Canceled), ExitInterrupted, "walk: interrupted\n"},
		"Ctrl-C and saved": {fmt.Errorf("walk: %w: saved x", ErrInterrupted), ExitInterrupted, "walk: interrupted: saved x\n"},
	} {
		var stderr bytes.Buffer
		do := func(context.Context, []string, io.Writer) error { return c.err }
		if code := Run(context.Background(), "walk", do, nil, io.Discard, &stderr); code != c.code || stderr.String() != c.want {
			t.Errorf("%s: exit code %d, want %d; stderr %q, want %q", name, code, c.code, stderr.String(), c.want)
		}
	}
}

// Text from files moves no cursor, in errors as in what is printed, and an error has
// 300 characters.
func TestRunEscapes(t *testing.T) {
	var stdout, stderr bytes.Buffer
	do := func(_ context.Context, _ []string, w io.Writer) error {
		fmt.Fprintf(w, "recipe: %s\n", "\x1b[2Jown")
		return fmt.Errorf("%s\n: no model", strings.Repeat("\x1b", 400))
	}
	Run(context.Background(), "walk", do, nil, &stdout, &stderr)
	if got, want := stdout.String(), `recipe: \x1b[2Jown`+"\n"; got != want {
		t.Errorf("stdout is %q, want %q", got, want)
	}
	if got := stderr.String(); len([]rune(got)) != 300+len("\n") || strings.Count(got, "\n") != 1 || !strings.HasSuffix(got, `\x1b\n: no model`+"\n") {
		t.Errorf("stderr is %q", got)
	}
}

func TestParse(t *testing.T) {
	f := Flags("walk")
	steps := f.Int("steps", 3, "how many `steps`")
	f.Bool("slow", false, "")
	rest, err := Parse(f, []string{"north", "-steps", "5", "east"}, "", io.Discard)
	if err != nil || *steps != 5 || !slices.Equal(rest, []string{"north", "east"}) {
		t.Errorf("steps %d, %q, %v, want 5 and north, east", *steps, rest, err)
	}
	if err := ParseFlags(f, []string{"north"}, "", io.Discard); !errors.Is(err, ErrUsage) {
		t.Errorf("an argument: %v, want one that wraps ErrUsage", err)
	}
	if given := Given(f); !given["steps"] || given["slow"] {
		t.Errorf("given %v, want steps alone", given)
	}
	if _, err := Parse(f, []string{"-speed"}, "", io.Discard); !errors.Is(err, ErrUsage) {
		t.Errorf("unknown flag: %v, want one that wraps ErrUsage", err)
	}
	var out strings.Builder
	if _, err := Parse(f, []string{"-h"}, "Walk.\n", &out); !errors.Is(err, flag.ErrHelp) || errors.Is(err, ErrUsage) {
		t.Errorf("help: %v, want flag.ErrHelp alone", err)
	}
	if !strings.HasPrefix(out.String(), "Walk.\n") || !strings.Contains(out.String(), "-steps") {
		t.Errorf("help prints %q, want the usage and the flags", out.String())
	}
}
