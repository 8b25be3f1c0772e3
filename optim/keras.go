package optim

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/pkg/errors"

	"digits/optim/schedule"
)

// What every optimizer of Keras 3 can have beside its own settings.
const (
	kerasName           = "name"
	kerasClipValue      = "clipvalue"
	kerasClipNorm       = "clipnorm"
	kerasClipGlobalNorm = "global_clipnorm"
	kerasAverage        = "use_ema"
	kerasAccumulation   = "gradient_accumulation_steps"
	kerasLossScale      = "loss_scale_factor"
)

var kerasCommon = []string{
	kerasName, settingLearningRate, settingDecay, kerasClipValue, kerasClipNorm, kerasClipGlobalNorm,
	kerasAverage, "ema_momentum", "ema_overwrite_frequency", kerasAccumulation, kerasLossScale,
}

// kerasMakes returns the table's optimizers of a class of Keras', with the defaults
// that they have there.
func kerasMakes(class string) (all []described) {
	for _, entry := range optimizers {
		o := entry.make(Keras).(described)
		o.Rates() // fills in the defaults
		if of, _ := o.describe(); of == class && class != "" {
			all = append(all, o)
		}
	}
	return all
}

// FromKeras reads the optimizer that a model of Keras' was compiled with, from its
// file's training_config (.h5), its config (.keras), or both: an empty Description
// if it was not compiled. It is nil, not known, if it is another one than Keras 3's,
// or has a learning rate that is no number and no schedule of Keras'. Settings that
// Keras 3 does not have are left out.
func FromKeras(training, model []byte) *Description {
	var h5 struct {
		Optimizer *Description `json:"optimizer_config"`
	}
	var archive struct {
		Compile struct {
			Optimizer *Description `json:"optimizer"`
		} `json:"compile_config"`
	}
	var from struct {
		Compile struct {
			Optimizer struct {
				Module string `json:"module"`
			} `json:"optimizer"`
		} `json:"compile_config"`
	}
	if len(training) > 0 && json.Unmarshal(training, &h5) != nil || len(model) > 0 && json.Unmarshal(model, &archive) != nil {
		return nil
	}
	_ = json.Unmarshal(model, &from) // no module where the optimizer is no object
	if m := from.Compile.Optimizer.Module; m != "" && !strings.HasPrefix(m, "keras.") && !strings.HasPrefix(m, "tf_keras.") {
		return nil // its author's own, whatever it is called
	}
	d := h5.Optimizer
	if d == nil {
		d = archive.Compile.Optimizer
	}
	if d == nil {
		return &Description{}
	}
	d.Class = strings.TrimPrefix(d.Class, "Custom>") // of Keras 2, where its own are registered
	makes := kerasMakes(d.Class)
	if len(makes) == 0 {
		return nil
	}
	_, own := makes[0].describe()
	maps.DeleteFunc(d.Config, func(name string, value any) bool {
		_, is := own[name]
		_, verbatim := value.(json.RawMessage)
		return !is && !slices.Contains(kerasCommon, name) || verbatim && name != settingLearningRate
	})
	d.Text = ""
	switch rate := d.Config[settingLearningRate].(type) {
	case float64:
		return d
	case json.RawMessage:
		if schedule.IsKeras(rate) {
			return d
		}
	}
	return nil
}

// New makes the optimizer that is described, in Keras' form. What has no class, or a
// setting that nothing here has, is an error.
func (d *Description) New() (Optimizer, error) {
	makes := kerasMakes(d.Class)
	if len(makes) == 0 {
		return nil, errors.Errorf("optim: got a description of %q with class %q, want one of Keras' optimizers", d.Text, d.Class)
	}
	var o Optimizer
	var rates schedule.Schedule
	var err error
	for _, plain := range makes { // Adam, then with amsgrad
		if rates, err = d.fill(plain); err == nil {
			o = plain
			break
		}
	}
	if err != nil {
		return nil, err
	}
	if o, err = d.wrap(o); err != nil {
		return nil, err
	}
	if rates != nil {
		o = &Scheduled{Optimizer: o, Schedule: rates}
	}
	return o, nil
}

// fill sets an optimizer's own settings, and returns the schedule.
func (d *Description) fill(o described) (rates schedule.Schedule, err error) {
	_, s := o.describe()
	for _, name := range slices.Sorted(maps.Keys(d.Config)) {
		value := d.Config[name]
		field, own := s[name]
		if name == kerasName || !own && slices.Contains(kerasCommon, name) {
			continue
		}
		if text, ok := value.(json.RawMessage); ok && name == settingLearningRate {
			var initial float64
			if initial, rates, err = schedule.FromKeras(text); err != nil {
				return nil, errors.WithMessage(err, "optim: "+d.Class)
			}
			value = initial
		}
		number, isNumber := value.(float64)
		truth, isTruth := value.(bool)
		switch field := field.(type) {
		case *float64:
			if isNumber {
				*field = number
				continue
			}
		case *bool:
			if isTruth {
				*field = truth
				continue
			}
		default:
			if field == value {
				continue
			}
		}
		return nil, errors.Errorf("optim: %s of Keras' with %s %v: there is none here", d.Class, name, value)
	}
	return rates, nil
}

// wrap puts around an optimizer what Keras' optimizers have among their settings, in
// Keras' order: gradients are clipped, weights decay, then comes the step.
func (d *Description) wrap(o Optimizer) (Optimizer, error) {
	_, own := o.(described).describe()
	for _, name := range []string{settingDecay, kerasClipValue, kerasClipNorm, kerasClipGlobalNorm, kerasAccumulation, kerasLossScale} {
		value, has := d.Config[name]
		if _, is := own[name]; is || !has {
			continue
		}
		number, ok := value.(float64)
		if !ok || !(number >= 0) {
			return nil, errors.Errorf("optim: %s: got %s %v, want a number of at least 0", d.Class, name, value)
		}
		switch name {
		case settingDecay:
			o = &Decoupled{Optimizer: o, Decay: number}
		case kerasClipValue:
			o = &ClipValue{Optimizer: o, Limit: number}
		case kerasClipNorm:
			o = &ClipNorm{Optimizer: o, Limit: number}
		case kerasClipGlobalNorm:
			o = &ClipGlobalNorm{Optimizer: o, Form: Keras, Limit: number}
		default:
			return nil, errors.Errorf("optim: %s of Keras' with %s %v: there is none here", d.Class, name, value)
		}
	}
	if average, is := d.Config[kerasAverage]; is && average != false {
		return nil, errors.Errorf("optim: %s of Keras' with %s %v: there is none here", d.Class, kerasAverage, average)
	}
	return o, nil
}
