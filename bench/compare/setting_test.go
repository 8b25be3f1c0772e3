package main

import (
	"io"
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	s, err := parse([]string{"-what=script,predict", "-threads=1,1", "-networks=dropout"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.kinds, []string{kindScript, kindPredict}) || !slices.Equal(s.threads, []int{1}) || s.rounds != 3 {
		t.Errorf("got %+v", s)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ argument, want string }{
		{"-what=sleep", `got "sleep", want some of train, size, conv, beside, products, predict, script`},
		{"-threads=0", `got "0"`},
		{"-threads=1,x", `got "x"`},
		{"-rounds=0", "want at least 1"},
		{"-programs=(", "-programs"},
		{"-networks=(", "-networks"},
	} {
		if _, err := parse([]string{c.argument}, io.Discard); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", c.argument, err, c.want)
		}
	}
}
