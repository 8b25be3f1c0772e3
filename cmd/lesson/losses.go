package main

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gorgonia.org/gorgonia"

	"digits/graph"
	"digits/train/plot"
)

// handLoss is a loss of one row by hand.
type handLoss struct {
	name, text string
	of         func(y, t []float64) float64
}

// mean averages a function of an output and its target over a row.
func mean(f func(y, t float64) float64) func(y, t []float64) float64 {
	return func(y, t []float64) float64 {
		sum := 0.0
		for i := range y {
			sum += f(y[i], t[i])
		}
		return sum / float64(len(y))
	}
}

// sign1 is a target of 0 or 1 as -1 or 1, as the hinges want it.
func sign1(t float64) float64 { return 2*t - 1 }

// tiny is Keras' epsilon, which keeps logarithms finite.
const tiny = 1e-7

// handLosses are the losses on outputs that are probabilities.
var handLosses = []handLoss{
	{"mean_absolute_error", "mean |y - t|", mean(func(y, t float64) float64 { return math.Abs(y - t) })},
	{"mean_squared_error", "mean (y - t)²", mean(func(y, t float64) float64 { return (y - t) * (y - t) })},
	{"mean_squared_logarithmic_error", "mean (ln(1+y) - ln(1+t))²", mean(func(y, t float64) float64 { return math.Pow(math.Log((1+max(y, tiny))/(1+max(t, tiny))), 2) })},
	{"huber", "mean d²/2 where d = |y - t| ≤ 1, else d - 1/2", mean(func(y, t float64) float64 { return (y - t) * (y - t) / 2 })},
	{"log_cosh", "mean ln cosh(y - t)", mean(func(y, t float64) float64 { return math.Log(math.Cosh(y - t)) })},
	{"hinge", "mean max(1 - t·y, 0), t of -1 or 1", mean(func(y, t float64) float64 { return max(1-sign1(t)*y, 0) })},
	{"squared_hinge", "mean max(1 - t·y, 0)²", mean(func(y, t float64) float64 { return math.Pow(max(1-sign1(t)*y, 0), 2) })},
	{"categorical_hinge", "max(1 + max y elsewhere - y at the target, 0)", func(y, t []float64) float64 {
		right, wrong := 0.0, 0.0
		for i := range y {
			right, wrong = right+t[i]*y[i], max(wrong, (1-t[i])*y[i])
		}
		return max(1+wrong-right, 0)
	}},
	{"poisson", "mean y - t·ln y", mean(func(y, t float64) float64 { return y - t*math.Log(y+tiny) })},
	{"kl_divergence", "Σ t·ln(t/y)", func(y, t []float64) float64 {
		sum := 0.0
		for i := range y {
			sum += max(t[i], tiny) * math.Log(max(t[i], tiny)/max(y[i], tiny))
		}
		return sum
	}},
	{"cosine_similarity", "-Σ y·t / (|y|·|t|)", func(y, t []float64) float64 {
		dot, yy, tt := 0.0, 0.0, 0.0
		for i := range y {
			dot, yy, tt = dot+y[i]*t[i], yy+y[i]*y[i], tt+t[i]*t[i]
		}
		return -dot / math.Sqrt(yy*tt)
	}},
	{"binary_crossentropy", "mean -t·ln y - (1-t)·ln(1-y)", mean(func(y, t float64) float64 { return -t*math.Log(y) - (1-t)*math.Log(1-y) })},
	{"categorical_crossentropy", "Σ -t·ln y", func(y, t []float64) float64 {
		sum := 0.0
		for i := range y {
			sum -= t[i] * math.Log(y[i])
		}
		return sum
	}},
}

// losses measures how wrong outputs are, by hand and by graph.
func losses(_ context.Context, n *notebook, s settings) error {
	n.text("A loss is one number for how wrong an output is. The neuron's 2.0032198, where 0.34 was\nwanted:")
	y, t := [][]float64{{2.0032198}}, [][]float64{{0.34}}
	d := y[0][0] - t[0][0]
	var rows []comparison
	for _, r := range []struct {
		name string
		hand float64
	}{{"mean_absolute_error", math.Abs(d)}, {"mean_squared_error", d * d}, {"mean_absolute_percentage_error", 100 * d / 0.34}} {
		value, err := lossByGraph(r.name, graph.FromProbabilities, y, t)
		if err != nil {
			return err
		}
		rows = append(rows, comparison{r.name, r.hand, value})
	}
	n.compare(rows)
	if err := lossesOfARow(n); err != nil {
		return err
	}
	if err := fromLogits(n); err != nil {
		return err
	}
	if err := ownLoss(n); err != nil {
		return err
	}
	return lossCurves(n, s)
}

func lossByGraph(name string, from graph.From, y, t [][]float64) (float64, error) {
	l, err := graph.LossNamed(name, from)
	if err != nil {
		return 0, err
	}
	value, _, err := graph.DeriveLoss(l, y, t)
	return value, err
}

// lossesOfARow compares all losses on probabilities of three classes.
func lossesOfARow(n *notebook) error {
	y, t := []float64{0.1, 0.7, 0.2}, []float64{0, 1, 0}
	n.text("Three outputs y = %v for the targets t = %v:", y, t)
	texts, rows := [][]string{}, []comparison(nil)
	for _, l := range handLosses {
		value, err := lossByGraph(l.name, graph.FromProbabilities, [][]float64{y}, [][]float64{t})
		if err != nil {
			return err
		}
		texts = append(texts, []string{l.name, l.text})
		rows = append(rows, comparison{l.name, l.of(y, t), value})
	}
	n.formulas(texts)
	n.compare(rows)
	value, err := lossByGraph("sparse_categorical_crossentropy", graph.FromProbabilities, [][]float64{y}, [][]float64{{1}})
	if err != nil {
		return err
	}
	n.text("With the class's number, 1, instead of the row (0, 1, 0) the last is sparse:")
	n.compare([]comparison{{"sparse_categorical_crossentropy", -math.Log(y[1]), value}})
	return nil
}

// fromLogits compares a cross-entropy of logits with that of probabilities.
func fromLogits(n *notebook) error {
	n.text("A cross-entropy may take logits z, whose softmax the probabilities are; its gradient is then\nsoftmax(z) - t, which no rounding spoils. z = (-1, 2, 0.5), t = (0, 1, 0):")
	z, t := []float64{-1, 2, 0.5}, []float64{0, 1, 0}
	l, err := graph.LossNamed("categorical_crossentropy", graph.FromLogits)
	if err != nil {
		return err
	}
	value, gradient, err := graph.DeriveLoss(l, [][]float64{z}, [][]float64{t})
	if err != nil {
		return err
	}
	sum := math.Exp(z[0]) + math.Exp(z[1]) + math.Exp(z[2])
	rows := []comparison{{"ln Σ e^z - z at the target", math.Log(sum) - z[1], value}}
	for i := range z {
		rows = append(rows, comparison{fmt.Sprintf("gradient by z%d", i), math.Exp(z[i])/sum - t[i], gradient[0][i]})
	}
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
			value, err := lossByGraph(name, graph.FromProbabilities, [][]float64{{d}}, [][]float64{{0}})
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
	p.Y.Max, p.Legend.Left = 9, true // room for the legend
	return n.picture(s, p, 16*vg.Centimeter, 11*vg.Centimeter, "losses")
}
