package optim

import (
	"maps"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

// named is an optimizer of this package by its name. The makers of the table stand
// in the optimizers' own files.
type named struct {
	name string
	make func(Form) Optimizer // with its defaults, or with what the name says of it
}

// optimizers is the table of names.
var optimizers = slices.Concat(
	namesSGD, namesRMSprop, namesAdagrad, namesAdadelta, namesAdam, namesAMSGrad, namesAdamW, namesAdamax, namesNadam, namesRAdam, namesLion, namesFtrl,
)

// Names returns the optimizers' names.
func Names() []string {
	var names []string
	for _, o := range optimizers {
		names = append(names, o.name)
	}
	return names
}

// settings are an optimizer's settings by the names that they have in Keras: a
// pointer to a field, a *float64 or *bool; or a value, if no other is possible here.
// What Keras does not have has the name that is most alike.
type settings map[string]any

const (
	settingLearningRate = "learning_rate"
	settingMomentum     = "momentum"
	settingEpsilon      = "epsilon"
	settingDecay        = "weight_decay"
)

// described is an optimizer that knows its settings.
type described interface {
	Optimizer
	describe() (class string, s settings) // Keras' class; "" if it has none
}

// set gives a field another value than 0.
func (s settings) set(name string, value float64) error {
	if value == 0 {
		return nil
	}
	field, ok := s[name].(*float64)
	if !ok {
		return errors.Errorf("none to set")
	}
	*field = value
	return nil
}

// values are the settings' values at present.
func (s settings) values() map[string]any {
	values := maps.Clone(map[string]any(s))
	for name, value := range values {
		switch field := value.(type) {
		case *float64:
			values[name] = *field
		case *bool:
			values[name] = *field
		}
	}
	return values
}

// make returns a new optimizer of the choice's name, with its numbers.
func (c Choice) make() (Optimizer, error) {
	i := slices.Index(Names(), c.Name)
	if i < 0 {
		return nil, errors.Errorf("optimizer: got %q, want one of %s", c.Name, strings.Join(Names(), ", "))
	}
	o := optimizers[i].make(c.Form)
	_, s := o.(described).describe()
	for _, setting := range []struct {
		name  string
		value float64
	}{{settingLearningRate, c.LearningRate}, {settingMomentum, c.Momentum}, {settingEpsilon, c.Epsilon}} {
		if err := s.set(setting.name, setting.value); err != nil {
			return nil, errors.Errorf("%s: %s has %v", setting.name, c.Name, err)
		}
	}
	return o, nil
}
