package train_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"digits/data"
	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/train"
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

// A training of three epochs that was stopped after one goes on from the bytes of a
// checkpoint: all is new but they.
func Example_resume() {
	set, recipe := brightness(), models.KerasSmall
	fit := func(epochs int, c train.Config) (*models.Model, error) {
		m, err := models.New(recipe, set.Height, set.Width, set.Classes, 1)
		if err != nil {
			return nil, err
		}
		c.Epochs, c.Batch, c.Optimizer = epochs, 16, &optim.Adam{}
		_, err = train.Fit(context.Background(), m, set, c)
		return m, err
	}
	var kept []byte
	_, err1 := fit(1, train.Config{Keep: func(c *train.Checkpoint) (err error) {
		kept, err = c.Encode()
		return err
	}})
	checkpoint, err2 := train.ReadCheckpoint(kept)
	resumed, err3 := fit(3, train.Config{Resume: checkpoint})
	straight, err4 := fit(3, train.Config{})
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		fmt.Println(err)
		return
	}
	for name, w := range straight.Params.All() {
		fmt.Println(name, slices.Equal(resumed.Params.Get(name).Float32s(), w.Float32s()))
	}
	// Output:
	// dense/kernel true
	// dense/bias true
	// dense_1/kernel true
	// dense_1/bias true
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
