package network

import (
	"io"
	"strconv"
	"strings"
	"testing"

	"digits/graph"
	"digits/internal/command"
)

func TestRecipe(t *testing.T) {
	for line, want := range map[string]string{
		"":                              "784-128-64-10",
		"-arch mlp -units 256-128":      "784-256-128-10",
		"-arch MLP -units 0":            `-units: got "0"`,
		"-arch sieve":                   `-arch: got "sieve", want one of keras`,
		"-arch keras -dropout 0.1":      "-dropout: keras has no dropout layer",
		"-dropout 1":                    "-dropout: got 1, want at least 0 and less than 1",
		"-activation sand":              `-activation: graph: got activation "sand"`,
		"-dropout .3 -activation GELU ": "784-128-64-10",
	} {
		var n Flags
		f := command.Flags("x")
		n.Add(f, "torch", "")
		if err := command.ParseFlags(f, strings.Fields(line), "", io.Discard); err != nil {
			t.Fatal(err)
		}
		r, err := n.Recipe(command.Given(f))
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			var widths []string
			for _, u := range append([]int{784}, append(r.Units(), 10)...) {
				widths = append(widths, strconv.Itoa(u))
			}
			got = strings.Join(widths, "-")
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
		for _, l := range r.Layers {
			d, dropout := l.(graph.Dropout)
			dense, ok := l.(graph.Dense)
			if strings.Contains(line, "GELU") && (dropout && d.Rate != 0.3 || ok && dense.Units == 64 && dense.Activation != graph.Activation(graph.GELU{})) {
				t.Errorf("%s: got %v", line, l)
			}
		}
	}
}
