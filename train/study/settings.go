package study

import (
	"digits/graph"
	"digits/models"
	"digits/train/optim"
)

// Settings is one point of the space: a recipe with some of its numbers changed.
// What is zero stays the recipe's.
type Settings struct {
	Arch         string   `json:"arch"`
	Units        []int    `json:"units,omitempty"`      // of each hidden layer; their number may be another than the recipe's
	Activation   string   `json:"activation,omitempty"` // of the hidden layers, in cmd/train's words
	Optimizer    string   `json:"optimizer,omitempty"`  // one of optim.Names; adam if empty
	LearningRate float64  `json:"lr,omitempty"`         // if 0, the optimizer's default in the form of the recipe's library
	Batch        int      `json:"batch,omitempty"`
	Dropout      *float64 `json:"dropout,omitempty"` // nil: the recipe's
	Epochs       int      `json:"epochs"`            // planned in full, which a schedule refers to
}

// Recipe returns the recipe that the settings make.
func (s Settings) Recipe() (models.Recipe, error) {
	r, err := models.RecipeNamed(s.Arch)
	if err != nil {
		return r, err
	}
	if s.Units != nil {
		if r, err = r.WithUnits(s.Units...); err != nil {
			return r, err
		}
	}
	if s.Activation != "" {
		a, err := graph.ActivationNamed(s.Activation)
		if err != nil {
			return r, err
		}
		r = r.WithActivation(a)
	}
	if s.Dropout != nil {
		if r, err = r.WithDropout(*s.Dropout); err != nil {
			return r, err
		}
	}
	if s.Batch != 0 {
		r.Batch = s.Batch
	}
	if s.LearningRate != 0 {
		r.Adam.LearningRate = s.LearningRate
	}
	r.Epochs = s.Epochs
	return r, nil
}

// choice is the optimizer that the settings ask for.
func (s Settings) choice() optim.Choice {
	c := optim.Choice{Name: s.Optimizer, Settings: optim.Settings{LearningRate: s.LearningRate}}
	if c.Name == "" {
		c.Name = "adam"
	}
	return c
}
