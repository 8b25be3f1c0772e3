package models

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// Optimizer is what has trained a model, in the words of Keras, so that a file of
// Keras' is compiled with it. A schedule is not part of it: the learning rate is
// the one that the training began with.
type Optimizer struct {
	Text   string         `json:"text,omitempty"`       // for people
	Class  string         `json:"class_name,omitempty"` // as Adam; "" if Keras has no such optimizer
	Config map[string]any `json:"config,omitempty"`     // what get_config gives of it, but for defaults
}

// recipeOptimizer is the Adam of the model's recipe, or Keras' own default.
func (m *Model) recipeOptimizer() Optimizer {
	adam := kerasAdam
	if r, err := RecipeNamed(m.Recipe); err == nil {
		adam = r.Adam
	}
	return Optimizer{Class: "Adam", Config: entries{ // the betas are both libraries'
		"name": "adam", "learning_rate": adam.LearningRate, "beta_1": 0.9, "beta_2": 0.999, "epsilon": adam.Epsilon, "amsgrad": false,
	}}
}

// trainedBy is the optimizer that has trained the model: where that is not known,
// the recipe's.
func (m *Model) trainedBy() Optimizer {
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
func parseOptimizer(text string) (*Optimizer, error) {
	if text == "" {
		return nil, nil
	}
	o := &Optimizer{}
	if err := json.Unmarshal([]byte(text), o); err != nil {
		return nil, fmt.Errorf("%w: optimizer %.100q: %v", ErrFormat, text, err)
	}
	return o, nil
}

// kerasOptimizers are the classes that a file of Keras' may name.
var kerasOptimizers = []string{"SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "AdamW", "Adamax", "Nadam", "Lion", "Ftrl"}

// kerasSettings are the settings that these have in Keras 3.
var kerasSettings = []string{
	"name", "learning_rate", "weight_decay", "clipnorm", "global_clipnorm", "clipvalue",
	"momentum", "nesterov", "rho", "centered", "epsilon", "beta_1", "beta_2", "amsgrad", "initial_accumulator_value",
	"learning_rate_power", "l1_regularization_strength", "l2_regularization_strength", "l2_shrinkage_regularization_strength", "beta",
}

// optimizerOf reads the optimizer that a file of Keras' was compiled with: none if
// it was not. It is nil, not known, if it is another one than Keras 3's with a
// constant learning rate.
func optimizerOf(training, model []byte) *Optimizer {
	type object struct {
		Class  string         `json:"class_name"`
		Config map[string]any `json:"config"`
	}
	var h5 struct {
		Optimizer *object `json:"optimizer_config"`
	}
	var archive struct {
		Compile struct {
			Optimizer *object `json:"optimizer"`
		} `json:"compile_config"`
	}
	if len(training) > 0 && json.Unmarshal(training, &h5) != nil || json.Unmarshal(model, &archive) != nil {
		return nil
	}
	found := h5.Optimizer
	if found == nil {
		found = archive.Compile.Optimizer
	}
	if found == nil {
		return &Optimizer{}
	}
	if !slices.Contains(kerasOptimizers, found.Class) {
		return nil
	}
	o := &Optimizer{Class: found.Class, Config: entries{}}
	for name, value := range found.Config {
		switch value.(type) {
		case float64, bool, string:
			if slices.Contains(kerasSettings, name) {
				o.Config[name] = value
			}
		}
	}
	if _, constant := o.Config["learning_rate"].(float64); !constant {
		return nil
	}
	return o
}
