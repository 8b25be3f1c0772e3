package models

import (
	"encoding/json"
	"fmt"
	"reflect"

	"digits/optim"
	"digits/optim/schedule"
)

// recipeOptimizer is the optimizer of the model's recipe, or Keras' own default.
func (m *Model) recipeOptimizer() optim.Description {
	choice := kerasAdam
	if r, err := RecipeNamed(m.Recipe); err == nil {
		choice = r.Optimizer
	}
	o, err := choice.New(schedule.Length{})
	if err != nil {
		return optim.Description{}
	}
	return *optim.Describe(o)
}

// trainedBy is the optimizer that has trained the model: where that is not known,
// the recipe's.
func (m *Model) trainedBy() optim.Description {
	if m.Optimizer != nil {
		return *m.Optimizer
	}
	return m.recipeOptimizer()
}

// optimizerText is what a file of ours says of the optimizer: nothing of the
// recipe's own.
func (m *Model) optimizerText() (string, error) {
	o, recipes := m.trainedBy(), m.recipeOptimizer()
	if o.Class == recipes.Class && reflect.DeepEqual(o.Config, recipes.Config) {
		return "", nil
	}
	text, err := json.Marshal(o)
	if err != nil {
		return "", fmt.Errorf("models: optimizer: %w", err)
	}
	return string(text), nil
}

// parseOptimizer reads what optimizerText has written, nil for nothing.
func parseOptimizer(text string) (*optim.Description, error) {
	if text == "" {
		return nil, nil
	}
	o := &optim.Description{}
	if err := json.Unmarshal([]byte(text), o); err != nil {
		return nil, fmt.Errorf("%w: optimizer %.100q: %v", ErrFormat, text, err)
	}
	return o, nil
}
