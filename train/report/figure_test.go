package report

import (
	"image/color"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/plot/plotter"

	"digits/graph"
	"digits/train/metrics"
	"digits/train/plot"
)

// What the figures show is the sample's numbers, by hand.
func TestCurves(t *testing.T) {
	h := sample(t).History
	want := []curve{{"training", plotter.XYs{{X: 1, Y: 2}, {X: 2, Y: 1}}}, {"validation", plotter.XYs{{X: 1, Y: 1.5}, {X: 2, Y: 1.25}}}}
	if diff := cmp.Diff(want, lossCurves(h), cmp.AllowUnexported(curve{})); diff != "" {
		t.Errorf("loss (-want +got):\n%s", diff)
	}
	h[0].Validated, h[1].Validated = false, false
	want = []curve{{"training", plotter.XYs{{X: 1, Y: .5}, {X: 2, Y: .75}}}}
	if diff := cmp.Diff(want, accuracyCurves(h), cmp.AllowUnexported(curve{})); diff != "" {
		t.Errorf("accuracy (-want +got):\n%s", diff)
	}
}

// Confidences .75, 1, .5, 1, .75, 1; right are all but the third and the fifth.
func TestReliabilityPoints(t *testing.T) {
	want := plotter.XYs{{X: .5, Y: 0}, {X: .75, Y: .5}, {X: 1, Y: 1}}
	if diff := cmp.Diff(want, reliabilityPoints(sample(t).Predictions.Calibration(bins))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMatrixText(t *testing.T) {
	m := newMatrix(metrics.Confusion{{3, 1}, {0, 2}})
	if count, share := m.cellText(0, 1); count != "1" || share != "25.0 %" {
		t.Errorf("got %q, %q", count, share)
	}
	if count, share := m.cellText(1, 0); count != "0" || share != "" {
		t.Errorf("nothing: got %q, %q", count, share)
	}
	large := make(metrics.Confusion, withCounts+1)
	for i := range large {
		large[i] = make([]int, len(large))
	}
	large[3][3] = 7
	if count, share := newMatrix(large).cellText(3, 3); count != "" || share != "" {
		t.Errorf("many classes: got %q, %q", count, share)
	}
}

func TestPredictionTiles(t *testing.T) {
	r := sample(t)
	type shown struct {
		Caption string
		Frame   frame
	}
	list := func(t tiles) (s []shown) {
		for _, tile := range t.tiles {
			s = append(s, shown{tile.caption, tile.frame})
		}
		return s
	}
	want := []shown{
		{"True: 0, Pred: 0", right},
		{"True: 1, Pred: 1", right},
		{"True: 2, Pred: 0, wrong", wrong},
		{"True: 2, Pred: 2", right},
		{"True: 1, Pred: 0, wrong", wrong},
		{"True: 0, Pred: 0", right},
	}
	if diff := cmp.Diff(want, list(r.gallery())); diff != "" {
		t.Errorf("gallery (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]shown{want[4], want[2]}, list(r.mistakes())); diff != "" {
		t.Errorf("mistakes (-want +got):\n%s", diff)
	}
	// 3 pixels across become 111; the only ink is lower right.
	ink := r.gallery().tiles[0].image
	if b := ink.Bounds(); b.Dx() != 111 || b.Dy() != 74 {
		t.Errorf("got %v, want 111x74", b)
	}
	if got := ink.At(110, 73); got != (color.RGBA{A: 255}) {
		t.Errorf("ink: got %v", got)
	}
	if got := ink.At(73, 73); got != (color.RGBA{R: 255, G: 255, B: 255, A: 255}) {
		t.Errorf("background: got %v", got)
	}
}

// Unit 1 has -2 at pixel (0, 0) and 1 at pixel (2, 1); the largest is 2.
func TestWeights(t *testing.T) {
	r := sample(t)
	kernel, units := r.firstKernel()
	if units != 4 || len(kernel) != 24 {
		t.Fatalf("got %d weights of %d units, want 24 of 4", len(kernel), units)
	}
	clear(kernel)
	kernel[1], kernel[5*4+1] = -2, 1
	drawn, ok := r.weights()
	if !ok || len(drawn.tiles) != 4 {
		t.Fatalf("got %d units", len(drawn.tiles))
	}
	white, half := color.RGBA{R: 255, G: 255, B: 255, A: 255}, color.RGBA{R: 234, G: 175, B: 128, A: 255}
	for _, c := range []struct {
		unit, x, y int
		want       color.RGBA
	}{{1, 0, 0, plot.Blue}, {1, 110, 73, half}, {1, 50, 0, white}, {0, 0, 0, white}} {
		if got := drawn.tiles[c.unit].image.At(c.x, c.y); got != c.want {
			t.Errorf("unit %d at (%d, %d): got %v, want %v", c.unit, c.x, c.y, got, c.want)
		}
	}
	clear(kernel)
	if drawn, _ := r.weights(); drawn.tiles[0].image.At(0, 0) != white {
		t.Error("weights of 0 are not white")
	}
}

func TestNetworkBoxes(t *testing.T) {
	r := sample(t)
	summary, err := graph.Summarize(r.Model.Net(), r.Model.Input)
	if err != nil {
		t.Fatal(err)
	}
	want := []box{
		{"input", "output " + shape(r.Model.Input)},
		{"flatten (Flatten)", "output (6), 0 weights"},
		{"dense (Dense)", "output (4), 28 weights"},
		{"dense_1 (Dense)", "output (3), 15 weights"},
	}
	if diff := cmp.Diff(want, networkBoxes(r.Model.Input, summary), cmp.AllowUnexported(box{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := shape([]int{28, 28}); got != "(28, 28)" {
		t.Errorf("got %s", got)
	}
}
