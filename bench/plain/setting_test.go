package main

import (
	"slices"
	"strings"
	"testing"

	"digits/data"
)

func TestParse(t *testing.T) {
	s, err := parse([]string{"--network=784-128-64-10", "--batch=64", "--low=-1", "--one-hot"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.widths, []int{784, 128, 64, 10}) || s.batch != 64 || s.scale != data.Signed {
		t.Errorf("got %+v", s)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ argument, want string }{
		{"--network=784", "784 first and 10 last"},
		{"--network=784-x-10", "784-x-10"},
		{"--network=784-0-10", "784-0-10"},
		{"--network=7-10", "784 first and 10 last"},
		{"--batch=0", "-batch"},
		{"--dropout=1", "-dropout"},
		{"--low=0.5", "-low: got 0.5"},
	} {
		if _, err := parse([]string{c.argument}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", c.argument, err, c.want)
		}
	}
}
