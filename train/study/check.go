package study

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"digits/graph"
	"digits/models"
	"digits/optim"
)

// check reports what no data set can make right.
func (s Space) check() error {
	if len(s.Arch) == 0 {
		return fmt.Errorf("arch: got none, want at least one of %s", strings.Join(models.RecipeNames(), ", "))
	}
	return firstError(
		axis("arch", s.Arch, func(v string) error {
			return oneOf(v, models.RecipeNames())
		}),
		axis("units", s.Units, func(v Shape) error {
			_, err := parseShape(v.String())
			return err
		}),
		axis("activation", s.Activation, func(v string) error {
			_, err := graph.ActivationNamed(v)
			return err
		}),
		axis("optimizer", s.Optimizer, func(v string) error {
			return oneOf(v, optim.Names())
		}),
		axis("lr", s.LearningRate, func(v Range) error {
			return want(v, v.Low > 0 && v.High <= math.MaxFloat32, "numbers above 0")
		}),
		axis("batch", s.Batch, func(v Range) error {
			return want(v, wholeNumbers(v, 1, maxValues), "whole numbers from 1 on")
		}),
		axis("dropout", s.Dropout, func(v Range) error {
			return want(v, v.Low >= 0 && v.High < 1, "numbers from 0 to less than 1")
		}),
		s.checkSize(),
	)
}

func (s Space) checkSize() error {
	n, finite := s.size()
	switch {
	case s.Random < 0 || s.Random > maxTrials:
		return fmt.Errorf("random: got %d points, want 1 to %d", s.Random, maxTrials)
	case s.Random == 0 && !finite:
		return fmt.Errorf("%s, a range: a grid takes lists, such as 0.001,0.01; to draw from ranges, say how many random points there are to be", s.rangeOf())
	case s.Random == 0 && n > maxTrials:
		return fmt.Errorf("the grid has more than %d points: take shorter lists, or random points", maxTrials)
	case s.Random > 0 && finite && n < s.Random:
		return fmt.Errorf("random: got %d points, the grid has only %d", s.Random, n)
	}
	return nil
}

// axis checks the items of a list, which differ from each other.
func axis[T any](name string, values []T, check func(T) error) error {
	if len(values) > maxItems {
		return fmt.Errorf("%s: got %d items, want at most %d", name, len(values), maxItems)
	}
	seen := map[string]bool{}
	for _, v := range values {
		if err := check(v); err != nil {
			return fmt.Errorf("%s: %s", name, strings.TrimPrefix(err.Error(), "graph: "))
		}
		text := fmt.Sprint(v)
		if seen[text] {
			return fmt.Errorf("%s: got %s twice", name, text)
		}
		seen[text] = true
	}
	return nil
}

func oneOf(v string, names []string) error {
	if !slices.Contains(names, v) {
		return fmt.Errorf("got %.100q, want one of %s", v, strings.Join(names, ", "))
	}
	return nil
}

func want(r Range, ok bool, what string) error {
	if !ok {
		return fmt.Errorf("got %v, want %s", r, what)
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
