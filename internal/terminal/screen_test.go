package terminal

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestPipesAreNoTerminals(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if Is(w) || Is(&bytes.Buffer{}) {
		t.Error("a pipe or a buffer passes for a terminal")
	}
	if s := For(w); s != (Screen{}) {
		t.Errorf("a pipe is %+v, want a plain screen", s)
	}
}

// https://no-color.org: any value but the empty one turns colours off.
func TestNoColor(t *testing.T) {
	for _, c := range []struct {
		noColor, term string
		want          bool
	}{{"", "xterm-256color", true}, {"1", "xterm-256color", false}, {"0", "xterm", false}, {"", "dumb", false}, {"", "", true}} {
		got := colourful(func(name string) string {
			return map[string]string{"NO_COLOR": c.noColor, "TERM": c.term}[name]
		})
		if got != c.want {
			t.Errorf("NO_COLOR=%q TERM=%q: colours %v, want %v", c.noColor, c.term, got, c.want)
		}
	}
}

// Whatever is drawn is no wider than the screen, and has no control characters
// on a plain one.
func TestDrawingsKeepWithinTheScreen(t *testing.T) {
	var rising []float64
	for i := range 200 {
		rising = append(rising, float64(i*i)/7)
	}
	labels, values := []string{"T-shirt/top", "Größe"}, []float32{0.25, 1}
	for _, width := range []int{0, 30, 40, 120} {
		s := Screen{Width: width}
		limit := s.width()
		for name, drawing := range map[string]string{
			"image":   s.Image(200, 200, bytes.Repeat([]byte{200}, 200*200)),
			"bars":    s.Bars(labels, values, 4),
			"chart":   s.Chart(Chart{Series: []Series{{"loss", rising}, {"val_loss", rising[:150]}}, Label: "epoch"}),
			"factors": s.Chart(Chart{Series: []Series{{"loss", rising[1:]}}, X: rising[1:], LogX: true, Label: "rate"}),
		} {
			if drawing == "" {
				t.Errorf("%s is empty", name)
			}
			for _, line := range strings.Split(drawing, "\n") {
				if n := utf8.RuneCountInString(line); n > limit {
					t.Errorf("%s, %d columns: a line has %d: %q", name, limit, n, line)
				}
				if strings.ContainsFunc(line, unicode.IsControl) {
					t.Errorf("%s has control characters: %q", name, line)
				}
			}
		}
	}
}
