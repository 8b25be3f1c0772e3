package optim

import (
	"cmp"
	"strings"

	"github.com/pkg/errors"
)

// Settings are what a name leaves open; zero values are the optimizer's defaults
// in the form.
type Settings struct {
	Form         Form
	LearningRate float64
	Momentum     float64 // of sgd, momentum, nesterov and rmsprop alone
	Decay        float64 // of adamw alone
}

// optimizers is the table of names.
var optimizers = []struct {
	name     string
	momentum bool
	make     func(Settings) Optimizer
}{
	{"sgd", true, func(s Settings) Optimizer {
		return &SGD{Form: s.Form, LearningRate: s.LearningRate, Momentum: s.Momentum}
	}},
	{"momentum", true, func(s Settings) Optimizer {
		return &SGD{Form: s.Form, LearningRate: s.LearningRate, Momentum: cmp.Or(s.Momentum, 0.9)}
	}},
	{"nesterov", true, func(s Settings) Optimizer {
		return &SGD{Form: s.Form, LearningRate: s.LearningRate, Momentum: cmp.Or(s.Momentum, 0.9), Nesterov: true}
	}},
	{"rmsprop", true, func(s Settings) Optimizer {
		return &RMSprop{Form: s.Form, LearningRate: s.LearningRate, Momentum: s.Momentum}
	}},
	{"adagrad", false, func(s Settings) Optimizer { return &Adagrad{Form: s.Form, LearningRate: s.LearningRate} }},
	{"adadelta", false, func(s Settings) Optimizer { return &Adadelta{Form: s.Form, LearningRate: s.LearningRate} }},
	{"adam", false, func(s Settings) Optimizer {
		a := &Adam{LearningRate: s.LearningRate, EpsilonHat: s.Form == Keras}
		s.Form.fill(&a.Epsilon, 1e-8, 1e-7)
		return a
	}},
	{"amsgrad", false, func(s Settings) Optimizer { return &AMSGrad{Form: s.Form, LearningRate: s.LearningRate} }},
	{"adamw", false, func(s Settings) Optimizer {
		return &AdamW{Form: s.Form, LearningRate: s.LearningRate, Decay: s.Decay}
	}},
	{"adamax", false, func(s Settings) Optimizer { return &Adamax{Form: s.Form, LearningRate: s.LearningRate} }},
	{"nadam", false, func(s Settings) Optimizer { return &Nadam{Form: s.Form, LearningRate: s.LearningRate} }},
	{"radam", false, func(s Settings) Optimizer { return &RAdam{LearningRate: s.LearningRate} }},
	{"lion", false, func(s Settings) Optimizer { return &Lion{LearningRate: s.LearningRate} }},
	{"ftrl", false, func(s Settings) Optimizer { return &Ftrl{LearningRate: s.LearningRate} }},
}

// Names returns the optimizers' names.
func Names() []string {
	var names []string
	for _, o := range optimizers {
		names = append(names, o.name)
	}
	return names
}

// Named returns a new optimizer of that name. The error of an unknown one lists
// what is known.
func Named(name string, s Settings) (Optimizer, error) {
	for _, o := range optimizers {
		if o.name != name {
			continue
		}
		if s.Momentum != 0 && !o.momentum {
			return nil, errors.Errorf("optim: %s has no momentum to set", name)
		}
		return o.make(s), nil
	}
	return nil, errors.Errorf("optim: got optimizer %q, want one of %s", name, strings.Join(Names(), ", "))
}
