package study

import (
	"fmt"
	"math"
	"strings"

	"digits/graph"
)

// Texts are the axes of a space as a command line has them: lists with commas
// between their items. An empty text leaves the recipe's.
type Texts struct {
	Arch         string // keras,torch
	Units        string // 32,128,128-64 or 16..512
	Activation   string // relu,elu(alpha=0.5)
	Optimizer    string // adam,sgd
	LearningRate string // 0.001,0.01 or 1e-4..1e-1
	Batch        string // 32,128 or 16..512
	Dropout      string // 0,0.2 or 0..0.5
	Random       int    // points to draw; 0 for the whole grid
}

// ParseSpace reads the texts. An error begins with the name of the axis.
func ParseSpace(t Texts) (s Space, err error) {
	s.Random = t.Random
	s.Arch = listOf(t.Arch)
	s.Activation, s.Optimizer = listOf(t.Activation), listOf(t.Optimizer)
	for _, axis := range []struct {
		name, text string
		add        func(item string) error
	}{
		{"units", t.Units, appending(&s.Units, parseShape)},
		{"lr", t.LearningRate, appending(&s.LearningRate, parseRange)},
		{"batch", t.Batch, appending(&s.Batch, parseRange)},
		{"dropout", t.Dropout, appending(&s.Dropout, parseRange)},
	} {
		for _, item := range listOf(axis.text) {
			if err := axis.add(item); err != nil {
				return s, fmt.Errorf("%s: %w", axis.name, err)
			}
		}
	}
	for i, text := range s.Activation {
		if a, err := graph.ActivationNamed(text); err == nil {
			s.Activation[i] = graph.ActivationText(a)
		}
	}
	return s, s.check()
}

func appending[T any](list *[]T, parse func(string) (T, error)) func(string) error {
	return func(item string) error {
		v, err := parse(item)
		*list = append(*list, v)
		return err
	}
}

// listOf cuts at the commas that stand outside of brackets.
func listOf(text string) []string {
	if text == "" {
		return nil
	}
	var items []string
	begin, depth := 0, 0
	for i, c := range text {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			items = append(items, strings.TrimSpace(text[begin:i]))
			begin = i + 1
		}
	}
	return append(items, strings.TrimSpace(text[begin:]))
}

// wholeNumbers tells whether a range is of whole numbers from low to high.
func wholeNumbers(r Range, low, high float64) bool {
	return r.Low >= low && r.High <= high && r.Low == math.Trunc(r.Low) && r.High == math.Trunc(r.High)
}
