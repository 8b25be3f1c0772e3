package study

import (
	"cmp"

	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/optim/schedule"
)

// Settings is one point of the space: a recipe with some of its numbers changed.
// What is zero stays the recipe's.
type Settings struct {
	Arch         string   `json:"arch"`
	Units        []int    `json:"units,omitempty"`      // of each hidden layer; their number may be another than the recipe's
	Activation   string   `json:"activation,omitempty"` // of the hidden layers, in cmd/train's words
	Optimizer    string   `json:"optimizer,omitempty"`  // one of optim.Names
	LearningRate float64  `json:"lr,omitempty"`         // if 0, the recipe's, or another optimizer's default in the form of its library
	Batch        int      `json:"batch,omitempty"`
	Dropout      *float64 `json:"dropout,omitempty"` // nil: the recipe's, or none
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
	r.Batch = cmp.Or(s.Batch, r.Batch)
	r.Epochs = cmp.Or(s.Epochs, r.Epochs)
	r.Optimizer = optim.Choice{Name: s.Optimizer, LearningRate: s.LearningRate}.Or(r.Optimizer)
	return r, nil
}

// filled returns the settings with the recipe's numbers in place of what is zero,
// so that they mean the same should the recipe change. Dropout stays nil for a
// recipe that has none.
func (s Settings) filled() (Settings, error) {
	r, err := models.RecipeNamed(s.Arch)
	if err != nil {
		return s, err
	}
	if s.Units == nil {
		s.Units = r.Units()
	}
	for _, layer := range r.Layers {
		switch l := layer.(type) {
		case graph.Dense:
			if s.Activation == "" && l.Activation != nil {
				s.Activation = graph.ActivationText(l.Activation)
			}
		case graph.Dropout:
			if s.Dropout == nil {
				s.Dropout = &l.Rate
			}
		}
	}
	s.Batch, s.Epochs = cmp.Or(s.Batch, r.Batch), cmp.Or(s.Epochs, r.Epochs)
	s.Optimizer = cmp.Or(s.Optimizer, r.Optimizer.Name)
	if s.LearningRate == 0 {
		o, err := optim.Choice{Name: s.Optimizer}.Or(r.Optimizer).New(schedule.Length{})
		if err != nil {
			return s, err
		}
		s.LearningRate = *o.Rates()[0]
	}
	return s, nil
}

// UnitsText returns the units as -units of a command line has them: 128-64.
func (s Settings) UnitsText() string { return models.UnitsText(s.Units) }
