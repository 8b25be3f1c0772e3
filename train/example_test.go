package train_test

import (
	"context"
	"fmt"

	"digits/data"
	"digits/graph"
	"digits/models"
	"digits/train"
	"digits/train/optim"
)

// Your own architecture: change a recipe's layers and train it. Here on a
// made-up set of two classes, dark and bright images.
func Example() {
	recipe := models.Keras
	recipe.Layers = graph.Sequential{
		graph.Dense{Units: 8, Activation: graph.Tanh},
		graph.Dense{Units: 2, Activation: graph.Softmax},
	}
	set := brightness()
	m, err := models.New(recipe, set.Height, set.Width, set.Classes, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = train.Fit(context.Background(), m, set, train.Config{Epochs: 20, Batch: 16, Optimizer: &optim.Adam{LearningRate: 0.01}})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := train.Evaluate(context.Background(), m, set)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("accuracy %.2f\n", result.Accuracy)
	// Output: accuracy 1.00
}

func brightness() *data.Set {
	set := &data.Set{Name: "brightness", Height: 2, Width: 2, Classes: 2}
	for i := range 64 {
		label := byte(i % 2)
		set.Labels = append(set.Labels, label)
		for pixel := range 4 {
			set.Pixels = append(set.Pixels, label*150+byte(pixel*i%100))
		}
	}
	return set
}
