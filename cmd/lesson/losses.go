package main

import (
	"context"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gorgonia.org/gorgonia"

	"digits/graph"
	"digits/train/plot"
)

// lossGroup is losses of one kind, on an example.
type lossGroup struct {
	text   string
	y      string // what the outputs are called
	from   graph.From
	losses []handLoss
	output []float64
	target []float64
}

// lossGroups has all losses of the library.
var lossGroups = []lossGroup{
	{
		"Of the outputs y = %v for the targets t = %v, numbers of any size (but the logarithms\nwant them above -1, and poisson above 0). A gradient above 0 says that a smaller y were better:",
		"y", graph.FromProbabilities, numberLosses,
		[]float64{2, 1, 1.5},
		[]float64{0.5, 1.25, 2},
	},
	{
		"Of outputs y = %v for two classes that are called -1 and 1, t = %v. An output\nof the right sign that is beyond 1 costs nothing, and has no gradient:",
		"y", graph.FromProbabilities, signLosses,
		[]float64{0.25, -0.5, 1.5},
		[]float64{-1, 1, 1},
	},
	{
		"Of probabilities y = %v, where the second class is the right one, t = %v (kl_divergence\ntakes 1e-7 for a target of 0, as Keras does):",
		"y", graph.FromProbabilities, probabilityLosses,
		[]float64{0.1, 0.7, 0.2},
		[]float64{0, 1, 0},
	},
	{
		"Of the same probabilities y = %v with the class's number, t = %v, instead of a row:",
		"y", graph.FromProbabilities,
		[]handLoss{sparse(probabilityLosses[1])},
		[]float64{0.1, 0.7, 0.2},
		[]float64{1},
	},
	{
		"A cross-entropy may take logits z, whose sigmoid or softmax the probabilities are. Its gradient\nis then the probability less the target, which no rounding spoils. z = %v, t = %v:",
		"z", graph.FromLogits, logitLosses,
		[]float64{-1, 2, 0.5},
		[]float64{0, 1, 0},
	},
	{
		"Of the same logits z = %v with the class's number, t = %v:",
		"z", graph.FromLogits,
		[]handLoss{sparse(logitLosses[1])},
		[]float64{-1, 2, 0.5},
		[]float64{1},
	},
}

// losses measures how wrong outputs are, by hand and by graph.
func losses(_ context.Context, n *notebook, s settings) error {
	n.text("A loss is one number for how wrong an output is; training makes it small. The first neurons'\n2.0032198, where 0.34 was wanted:")
	y, t := []float64{2.0032198}, []float64{0.34}
	var rows []comparison
	for _, l := range numberLosses[:2] {
		value, _, err := lossByGraph(l.name, graph.FromProbabilities, y, t)
		if err != nil {
			return err
		}
		rows = append(rows, comparison{l.name, l.value(y, t), value})
	}
	n.compare(rows)
	for _, group := range lossGroups {
		if err := group.show(n); err != nil {
			return err
		}
	}
	if err := ownLoss(n); err != nil {
		return err
	}
	return lossCurves(n, s)
}

func lossByGraph(name string, from graph.From, y, t []float64) (value float64, gradient []float64, err error) {
	l, err := graph.LossNamed(name, from)
	if err != nil {
		return 0, nil, err
	}
	value, rows, err := graph.DeriveLoss(l, [][]float64{y}, [][]float64{t})
	if err != nil {
		return 0, nil, err
	}
	return value, rows[0], nil
}

// show compares values and gradients.
func (g lossGroup) show(n *notebook) error {
	n.text(g.text, g.output, g.target)
	texts, rows := [][]string{}, []comparison(nil)
	for _, l := range g.losses {
		value, gradient, err := lossByGraph(l.name, g.from, g.output, g.target)
		if err != nil {
			return err
		}
		texts = append(texts, []string{l.name, l.text})
		rows = append(rows, comparison{l.name, l.value(g.output, g.target), value})
		rows = append(rows, rowComparisons("  gradient by "+g.y+"_%d", l.gradient(g.output, g.target), gradient)...)
	}
	n.formulas(texts)
	n.compare(rows)
	return nil
}

// cubic is a loss of our own in graph operations: the mean of |y - t|³.
var cubic = graph.LossFunc(func(_ *graph.Scope, output, target *gorgonia.Node) (*gorgonia.Node, error) {
	d, err := gorgonia.Abs(gorgonia.Must(gorgonia.Sub(output, target)))
	if err != nil {
		return nil, err
	}
	return gorgonia.Mean(gorgonia.Must(gorgonia.Cube(d)))
})

// ownLoss runs it. By hand the gradient is 3·d², for d > 0.
func ownLoss(n *notebook) error {
	n.text("One of your own is a graph.LossFunc. The mean of |y - t|³, and its gradient, for 2 where 0.5\nwas wanted:")
	n.formula("d, err := gorgonia.Abs(gorgonia.Must(gorgonia.Sub(output, target)))", "…", "return gorgonia.Mean(gorgonia.Must(gorgonia.Cube(d)))")
	value, gradient, err := graph.DeriveLoss(cubic, [][]float64{{2}}, [][]float64{{0.5}})
	if err != nil {
		return err
	}
	n.compare([]comparison{{"1.5³", 1.5 * 1.5 * 1.5, value}, {"3·1.5²", 3 * 1.5 * 1.5, gradient[0][0]}})
	return nil
}

// lossCurves draws four losses over the error y - t.
func lossCurves(n *notebook, s settings) error {
	if s.plot == "" {
		return nil
	}
	p := plot.New("Losses of one output", "y - t", "loss")
	for i, name := range []string{"mean_absolute_error", "mean_squared_error", "huber", "log_cosh"} {
		var points plotter.XYs
		for d := -3.0; d <= 3; d += 1. / 16 {
			value, _, err := lossByGraph(name, graph.FromProbabilities, []float64{d}, []float64{0})
			if err != nil {
				return err
			}
			points = append(points, plotter.XY{X: d, Y: value})
		}
		line, err := plotter.NewLine(points)
		if err != nil {
			return err
		}
		line.LineStyle = plot.Line(i)
		p.Add(line)
		p.Legend.Add(name, line)
	}
	p.Legend.Left, p.Legend.XOffs = true, 4*vg.Centimeter // between the arms of the square
	return n.picture(s, p, 16*vg.Centimeter, 11*vg.Centimeter, "losses")
}
