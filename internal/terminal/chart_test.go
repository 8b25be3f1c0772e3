package terminal

import (
	"math"
	"strings"
	"testing"
)

// Five lines for values of 0 to 4: each value has its own. Three points in 30
// columns are at columns 0, 15 (14.5 rounded) and 29.
func TestChart(t *testing.T) {
	got := Screen{}.Chart(Chart{
		Series: []Series{{"loss", []float64{4, 2, 0}}, {"val_loss", []float64{3, 2, 1}}},
		Label:  "epoch", Height: 5,
	})
	want := `
      ● loss   ○ val_loss   ◉ both
4.00 ┤●
     │○
2.00 ┤               ◉
     │                             ○
0.00 ┤                             ●
     └──────────────────────────────
      1              2             3  epoch
`
	if got != want[1:] {
		t.Errorf("got\n%s, want%s", got, want)
	}
}

// By factors, 0.001, 0.01, 0.1 and 1 are equally far apart: at columns 0, 10
// (9.67 rounded), 19 (19.33) and 29.
func TestChartByFactors(t *testing.T) {
	got := Screen{}.Chart(Chart{
		Series: []Series{{"loss", []float64{1, 0, 1}}}, X: []float64{1e-3, 1e-2, 1}, LogX: true, Height: 2, Label: "learning rate",
	})
	want := `
      ● loss
1.00 ┤●                            ●
0.00 ┤          ●
     └──────────────────────────────
      0.001     0.01     0.1       1  learning rate
`
	if got != want[1:] {
		t.Errorf("got\n%s, want%s", got, want)
	}
}

func TestChartOfLittle(t *testing.T) {
	nan := math.NaN()
	for name, values := range map[string][]float64{"nothing": nil, "NaN": {nan, nan}, "infinity": {math.Inf(1)}} {
		if got := (Screen{}).Chart(Chart{Series: []Series{{"loss", values}}}); got != "" {
			t.Errorf("%s is drawn as\n%s", name, got)
		}
	}
	for _, values := range [][]float64{{0.5}, {0, 0}, {nan, 1}, {1e308, -1e308}, {1e-300, 2e-300}, {5e-324, 0}} {
		if got := (Screen{}).Chart(Chart{Series: []Series{{"loss", values}}}); strings.Count(got, "●") != len(values)+1 && !math.IsNaN(values[0]) {
			t.Errorf("%v is drawn as\n%s", values, got)
		}
	}
}
