package main

import (
	"math"
	"strings"
	"testing"
)

// Alone the median is 100, from 12 on to 14 it is 60: a share of 0.6. Not
// counted: what lies between, and after.
func TestShare(t *testing.T) {
	output := "9.9 90\n10.0 100\n10.1 110\n11 20\n12 30\n13 60\n14 60\n15 99\n"
	got, err := share(output, 10.1, 12, 14)
	if err != nil || math.Abs(got-.6) > 1e-12 {
		t.Errorf("got %v, error %v, want 0.6", got, err)
	}
	for _, c := range []struct{ output, want string }{
		{"", "no speed alone"},
		{"9 100\n", "none while"},
		{"9 fast\n", "9 fast"},
	} {
		if _, err := share(c.output, 10, 12, 14); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q in it", c.output, err, c.want)
		}
	}
}
