// Command steps saves a recipe's model, without dropout, then trains it for 100
// steps and writes their losses and the order of the images, for parity.py:
//
//	go run ./interop/steps RECIPE MODEL OUT.json
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"digits/data"
	"digits/internal/whole"
	"digits/models"
	"digits/train"
)

const (
	steps = 100
	seed  = 1
)

// report is what OUT.json holds.
type report struct {
	Batch  int       `json:"batch"`
	Order  []int     `json:"order"` // of the training images seen
	Losses []float64 `json:"losses"`
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: steps RECIPE MODEL OUT.json")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arch, model, out string) error {
	recipe, err := models.RecipeNamed(arch)
	if err != nil {
		return err
	}
	if still, err := recipe.WithDropout(0); err == nil {
		recipe = still
	}
	source, err := data.MNIST("")
	if err != nil {
		return err
	}
	m, err := train.NewModel(recipe, source.Train, seed)
	if err != nil {
		return err
	}
	if err := m.Save(model); err != nil {
		return err
	}
	recipe.Optimizer.Schedule, recipe.Epochs = nil, 1
	config, err := train.Recipe(recipe, source.Train.Len(), seed)
	if err != nil {
		return err
	}
	r := report{Batch: recipe.Batch}
	r.Order = data.Order(source.Train.Len(), seed, 1, nil)[:steps*recipe.Batch]
	config.Callbacks = []train.Callback{r.record}
	if _, err = train.Fit(context.Background(), m, source.Train, config); err != nil {
		return err
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return whole.WriteFile(out, text)
}

func (r *report) record(e train.Event) error {
	if s, ok := e.(*train.StepEnd); ok {
		r.Losses = append(r.Losses, s.Loss)
		if len(r.Losses) == steps {
			return train.ErrStop
		}
	}
	return nil
}
