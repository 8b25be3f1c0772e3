// Command activation trains with an activation of one's own, (√(x²+1) - 1)/2 + x, as a
// function with its derivative, and of gorgonia's operations, which find it themselves.
package main

import (
	"math"

	"gorgonia.org/gorgonia"

	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/models"
)

func main() { lab.Main(lab.Experiment{Name: "activation", Recipes: variants, Do: lab.Fit}) }

// bent is the quick way: it is computed element by element.
var bent = &graph.Function{
	Title:      "bent_identity",
	Value:      func(x float64) float64 { return (math.Sqrt(x*x+1)-1)/2 + x },
	Derivative: func(x float64) float64 { return x/(2*math.Sqrt(x*x+1)) + 1 },
}

// composed is the free way: any expression of nodes.
func composed(s *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	root := gorgonia.Must(gorgonia.Sqrt(gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Square(x)), s.Constant(1)))))
	half := gorgonia.Must(gorgonia.Mul(gorgonia.Must(gorgonia.Sub(root, s.Constant(1))), s.Constant(0.5)))
	return gorgonia.Add(half, x) // a Must that fails is this layer's error
}

func recipe(name string, activation graph.Layer) models.Recipe {
	layers := graph.Sequential{graph.Dense{Units: 128}, activation, graph.Dense{Units: graph.Classes, Activation: graph.Softmax}}
	return models.Recipe{Name: name, Layers: layers, Loss: graph.SparseCategoricalCrossentropy{}}
}

var variants = []models.Recipe{recipe("function", bent), recipe("composed", graph.Func(composed)), recipe("relu", graph.ReLU)}
