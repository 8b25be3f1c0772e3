package page

import (
	"strings"
	"testing"
	"time"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"digits/train/plot"
)

type content struct {
	Title  string
	Figure Figure
	Facts  []Fact
}

func sample(t *testing.T, themed bool) Figure {
	t.Helper()
	p := plot.New("Loss", "epoch", "loss")
	if err := plot.AddSeries(p, 0, "a", plotter.XYs{{X: 1, Y: 1}, {X: 2, Y: 2}}); err != nil {
		t.Fatal(err)
	}
	return Figure{Name: "loss", Title: "Loss", Alternative: `rises "fast"`, Drawing: p, Width: 8 * vg.Centimeter, Height: 6 * vg.Centimeter, Themed: themed}
}

var text = Template(`{{template "head" .Title}}<main>{{template "figure" .Figure}}<p>{{percent 0.5}} {{number 0.25}}</p>
{{template "end" .Facts}}`)

func TestTemplate(t *testing.T) {
	for themed, want := range map[bool]string{
		true:  `aria-label="rises &#34;fast&#34;" fill="currentColor"`,
		false: `<img class="paper" alt="rises &#34;fast&#34;" src="data:image/svg+xml;base64,`,
	} {
		got, err := Execute(text, content{"a < b", sample(t, themed), []Fact{{"Seed & more", "1"}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range []string{want, "<title>a &lt; b</title>", "prefers-color-scheme: dark", `href="loss.svg"`, "50.00 % 0.2500", `<th scope="row">Seed &amp; more</th><td>1</td>`, "</html>"} {
			if !strings.Contains(string(got), w) {
				t.Errorf("the page lacks %q", w)
			}
		}
	}
}

func TestFigureThatCannotBeDrawn(t *testing.T) {
	f := sample(t, true)
	f.Drawing = nil
	if _, err := Execute(text, content{Figure: f}); err == nil || !strings.Contains(err.Error(), "page: loss: ") {
		t.Errorf("got %v, want an error that names the figure", err)
	}
}

func TestMachine(t *testing.T) {
	facts := Machine(time.Unix(0, 0).UTC())
	if last := facts[len(facts)-1]; last.Value != "1970-01-01T00:00:00Z" || facts[0].Name != "Go" {
		t.Errorf("got %v", facts)
	}
}
