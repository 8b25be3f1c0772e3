// Command lesson teaches how a neural network learns, by running it: each
// number by hand, by graph, and compared. `go run ./cmd/lesson` lists its
// chapters.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"digits/internal/command"
)

func main() { command.Main("lesson", teach) }

// teach runs the chapter that the arguments name, or lists the chapters.
func teach(ctx context.Context, args []string, stdout io.Writer) error {
	var s settings
	f := s.flags()
	if c, asked := chapterAsked(args); asked {
		_, err := command.Parse(c.flags(f), []string{"-h"}, c.usage(), stdout)
		return err
	}
	names, err := command.Parse(f, args, usage()+"\nThe flags:\n\n", stdout)
	if err != nil {
		return err
	}
	if len(names) == 0 && len(command.Given(f)) == 0 {
		_, err := io.WriteString(stdout, usage()+"go run ./cmd/lesson -h explains all flags.\n\n")
		return err
	}
	c, err := chapterOf(names)
	if err != nil {
		return command.Usage(err)
	}
	s.given = command.Given(f)
	if err := s.check(c, s.given); err != nil {
		return command.Usage(err)
	}
	if err := makeFolder(s.plot); err != nil {
		return err
	}
	n := &notebook{w: stdout}
	n.heading(c.title)
	if err := c.run(ctx, n, s); err != nil {
		return err
	}
	n.text("Try next: " + c.next)
	return n.err
}

// chapterAsked returns the chapter that the arguments ask for help with.
func chapterAsked(args []string) (c chapter, asked bool) {
	for _, arg := range args {
		if arg == "-h" || arg == "-help" || arg == "--help" {
			asked = true
		}
	}
	for _, known := range chapters {
		if slices.Contains(args, known.name) {
			return known, asked
		}
	}
	return chapter{}, false
}

// chapterOf returns the chapter of the one name that is wanted.
func chapterOf(names []string) (chapter, error) {
	var known []string
	for _, c := range chapters {
		known = append(known, c.name)
		if len(names) == 1 && c.name == names[0] {
			return c, nil
		}
	}
	return chapter{}, fmt.Errorf("got %q, want one chapter of %s", strings.Join(names, " "), strings.Join(known, ", "))
}

func makeFolder(folder string) error {
	if folder == "" {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("lesson: -plot: %w", err)
	}
	return nil
}
