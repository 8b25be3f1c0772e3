package train_test

import (
	"context"
	"fmt"

	"digits/data"
	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// A table is a set of Values, and numbers to predict are its Targets. By hand: the rows
// are of y = 2·a - b + 1, which one layer learns.
func Example_table() {
	set := &data.Set{Name: "plane", Height: 1, Width: 2, Outputs: 1}
	for i := range 100 {
		a, b := float32(i%10)/10, float32(i/10)/10
		set.Values = append(set.Values, a, b)
		set.Targets = append(set.Targets, 2*a-b+1)
	}
	recipe := models.Recipe{Name: "plane", Layers: graph.Sequential{graph.Dense{Units: 1}}, Loss: graph.MeanSquaredError}
	m, err := models.New(recipe, set.Height, set.Width, 0, 1) // 0 classes: it puts out numbers
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = train.Fit(context.Background(), m, set, train.Config{Epochs: 200, Batch: 10, Optimizer: &optim.SGD{LearningRate: 0.1}})
	if err != nil {
		fmt.Println(err)
		return
	}
	kernel, bias := m.Params.Get("dense/kernel").Float32s(), m.Params.Get("dense/bias").Float32s()
	fmt.Printf("%.3f %.3f\n", kernel, bias)
	y, err := m.PredictValues([]float32{10, 0})
	fmt.Printf("%.2f %v\n", y, err)
	// Output:
	// [2.000 -1.000] [1.000]
	// [21.00] <nil>
}

// Soft targets: a network learns the probabilities of another one, its teacher, beside the
// labels. What a batch's targets are is for Write to say.
func Example_softTargets() {
	set := brightness()
	recipe := models.Recipe{
		Name: "student", Loss: graph.CategoricalCrossentropy{},
		Layers: graph.Sequential{graph.Dense{Units: graph.Classes, Activation: graph.Softmax}},
	}
	teacher := func(image []byte) []float32 { // of two classes: the first one, three to one
		return []float32{0.75, 0.25}
	}
	write := func(f *train.Feed) error {
		f.Inputs()
		targets, classes := f.Program.Targets(), f.Model.Classes
		f.Batch.OneHot(targets, classes)
		for i := range f.Batch.Len() {
			for k, p := range teacher(f.Batch.Image(i)) {
				targets[i*classes+k] = 0.5*targets[i*classes+k] + 0.5*p
			}
		}
		return nil
	}
	m, err := models.New(recipe, set.Height, set.Width, set.Classes, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = train.Fit(context.Background(), m, set, train.Config{Epochs: 300, Batch: 16, Optimizer: &optim.Adam{LearningRate: 0.05}, Write: write})
	if err != nil {
		fmt.Println(err)
		return
	}
	// By hand: half of one-hot and half of 3 to 1 is 7 to 1 for the dark ones, 3 to 5 for
	// the bright ones.
	p, err := m.Predict(append(set.Pixels[:4:4], set.Pixels[4:8]...))
	fmt.Printf("%.2f %v\n", p, err)
	// Output:
	// [0.88 0.12 0.38 0.62] <nil>
}
