package train_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"digits/data"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// A loop of one's own: without callbacks, history and checkpoints it learns what Fit does.
func ExampleStepper() {
	set := brightness()
	m, err1 := models.New(models.KerasSmall, set.Height, set.Width, set.Classes, 1)
	same, err2 := models.New(models.KerasSmall, set.Height, set.Width, set.Classes, 1)
	if err := errors.Join(err1, err2); err != nil {
		fmt.Println(err)
		return
	}
	s := &train.Stepper{Model: m, Optimizer: &optim.Adam{}, Seed: 7}
	defer s.Close()
	for epoch := 1; epoch <= 3; epoch++ {
		for batch := range set.Batches(data.Order(set.Len(), s.Seed, epoch, nil), 16) {
			if err := s.Step(batch); err != nil {
				fmt.Println(err)
				return
			}
		}
	}
	_, err := train.Fit(context.Background(), same, set, train.Config{Epochs: 3, Batch: 16, Optimizer: &optim.Adam{}, Seed: 7})
	equal := slices.Equal(m.Params.Get("dense/kernel").Float32s(), same.Params.Get("dense/kernel").Float32s())
	fmt.Println(s.Steps(), equal, err)
	// Output: 12 true <nil>
}
