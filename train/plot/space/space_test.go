package space

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

// A page carries its scripts and numbers, and asks no network for anything. By
// hand: at (-1, -1) and (1, 1) x² + y² is 2, and halfway 0.
func TestWrite(t *testing.T) {
	bowl := func(x, y float64) float64 { return x*x + y*y }
	f := Figure{Title: "A <bowl>", Func: bowl, Low: [2]float64{-1, -1}, High: [2]float64{1, 1}, Points: 3, Paths: []Path{{"sgd", [][2]float64{{1, 1}, {0, 0}}}}}
	var b bytes.Buffer
	if err := Write(&b, f); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"[[-1,-1,2],[0,-1,1],[1,-1,2],[-1,0,1],[0,0,0],", `[{"name":"sgd","at":[[1,1,2],[0,0,0]]}]`, "A &lt;bowl&gt;", "line3D"} {
		if !strings.Contains(b.String(), w) {
			t.Errorf("the page lacks %q", w)
		}
	}
	for _, w := range []string{"src=", "@import"} {
		if strings.Contains(pageText, w) {
			t.Errorf("the page asks for %q", w)
		}
	}
}

func TestLongPathsAreThinned(t *testing.T) {
	f := Figure{Func: func(x, _ float64) float64 { return x }}
	at := make([][2]float64, 6001)
	at[6000] = [2]float64{7, 7}
	l, err := f.line(Path{At: at})
	if err != nil || len(l.At) > pathPoints+1 || l.At[len(l.At)-1] != [3]float64{7, 7, 7} {
		t.Errorf("got %d points to %v, %v", len(l.At), l.At[len(l.At)-1], err)
	}
}

func TestWrongFigures(t *testing.T) {
	flat := func(_, _ float64) float64 { return 0 }
	corner := [2]float64{1, 1}
	for want, f := range map[string]Figure{
		"want a function": {High: corner},
		"a low corner":    {Func: flat},
		"302 points":      {Func: flat, High: corner, Points: 302},
		"finite":          {Func: func(_, _ float64) float64 { return math.NaN() }, High: corner},
		"without points":  {Func: flat, High: corner, Paths: []Path{{}}},
	} {
		if err := Write(&bytes.Buffer{}, f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
