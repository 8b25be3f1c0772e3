package train

import (
	"cmp"
	"fmt"
	"strings"

	"gorgonia.org/gorgonia"

	"digits/models"
	"digits/optim"
)

// trainedBy names an optimizer in the words of Keras 3, for the model's file. The
// forms of PyTorch that differ from Keras' in the place of epsilon alone have the
// same names.
func trainedBy(o gorgonia.Solver) *models.Optimizer {
	t := &models.Optimizer{Text: fmt.Sprintf("%T", o)}
	if s, ok := o.(fmt.Stringer); ok {
		t.Text = s.String()
	}
	if class, config := kerasOptimizer(o); class != "" {
		config["learning_rate"] = *o.(optim.Optimizer).Rate()
		t.Class, t.Config = class, config
	}
	return t
}

// kerasOptimizer returns the class and the settings, but for the learning rate; no
// class if Keras has none. A schedule is no part of it.
func kerasOptimizer(o gorgonia.Solver) (class string, config map[string]any) {
	switch o := o.(type) {
	case *optim.Scheduled:
		return kerasOptimizer(o.Optimizer)
	case *optim.Decoupled:
		return with(o.Optimizer, "weight_decay", o.Decay)
	case *optim.ClipValue:
		return with(o.Optimizer, "clipvalue", o.Limit)
	case *optim.ClipNorm:
		return with(o.Optimizer, "clipnorm", o.Limit)
	case *optim.ClipGlobalNorm:
		return with(o.Optimizer, "global_clipnorm", o.Limit)
	case optim.Optimizer:
		o.Rate() // fills in the defaults
		return kerasClass(o)
	}
	return "", nil
}

// with adds what stands around an optimizer to its settings. Keras clips in one way
// and decays once.
func with(o optim.Optimizer, name string, value float64) (string, map[string]any) {
	class, config := kerasOptimizer(o)
	for had := range config {
		if had == name || strings.Contains(had, "clip") && strings.Contains(name, "clip") {
			return "", nil
		}
	}
	if class != "" {
		config[name] = value
	}
	return class, config
}

// kerasClass is kerasOptimizer of an optimizer with nothing around it. L2 has no
// class: in Keras it is the layers'.
func kerasClass(o optim.Optimizer) (class string, config map[string]any) {
	switch o := o.(type) {
	case *optim.SGD:
		if o.Dampening == 0 {
			return "SGD", map[string]any{"name": "sgd", "momentum": o.Momentum, "nesterov": o.Nesterov}
		}
	case *optim.RMSprop:
		return "RMSprop", map[string]any{"name": "rmsprop", "rho": o.Rho, "momentum": o.Momentum, "epsilon": o.Epsilon, "centered": o.Centered}
	case *optim.Adagrad:
		return "Adagrad", map[string]any{"name": "adagrad", "initial_accumulator_value": o.Initial, "epsilon": o.Epsilon}
	case *optim.Adadelta:
		return "Adadelta", map[string]any{"name": "adadelta", "rho": o.Rho, "epsilon": o.Epsilon}
	case *optim.Adam:
		if len(o.Options) == 0 {
			return "Adam", adamConfig("adam", o.Beta1, o.Beta2, "epsilon", o.Epsilon, "amsgrad", false)
		}
	case *optim.AMSGrad:
		return "Adam", adamConfig("adam", o.Beta1, o.Beta2, "epsilon", o.Epsilon, "amsgrad", true)
	case *optim.AdamW:
		return "AdamW", adamConfig("adamw", cmp.Or(o.Beta1, 0.9), cmp.Or(o.Beta2, 0.999), "epsilon", o.Epsilon, "amsgrad", false, "weight_decay", o.Decay)
	case *optim.Adamax:
		return "Adamax", adamConfig("adamax", o.Beta1, o.Beta2, "epsilon", o.Epsilon)
	case *optim.Nadam:
		if o.MomentumDecay == 1 { // Keras' own, and no setting there
			return "Nadam", adamConfig("nadam", o.Beta1, o.Beta2, "epsilon", o.Epsilon)
		}
	case *optim.Lion:
		return "Lion", adamConfig("lion", o.Beta1, o.Beta2)
	case *optim.Ftrl:
		return "Ftrl", map[string]any{
			"name": "ftrl", "learning_rate_power": -0.5, "initial_accumulator_value": o.Initial, "beta": o.Beta,
			"l1_regularization_strength": o.L1, "l2_regularization_strength": o.L2, "l2_shrinkage_regularization_strength": o.Shrinkage,
		}
	}
	return "", nil
}

// adamConfig is what all the kin of Adam have, and pairs of names and values.
func adamConfig(name string, beta1, beta2 float64, more ...any) map[string]any {
	config := map[string]any{"name": name, "beta_1": beta1, "beta_2": beta2}
	for i := 0; i < len(more); i += 2 {
		config[more[i].(string)] = more[i+1]
	}
	return config
}
