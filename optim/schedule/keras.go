package schedule

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

// kerasConfig has the settings of all schedules of Keras that are read.
type kerasConfig struct {
	Initial      float64   `json:"initial_learning_rate"`
	Steps        float64   `json:"decay_steps"`
	Factor       float64   `json:"decay_rate"`
	Staircase    bool      `json:"staircase"`
	Alpha        float64   `json:"alpha"`
	WarmupTarget *float64  `json:"warmup_target"`
	WarmupSteps  float64   `json:"warmup_steps"`
	Boundaries   []float64 `json:"boundaries"`
	Values       []float64 `json:"values"`
}

// kerasClasses are Keras' schedules by class; nil are those that have none here.
var kerasClasses = map[string]func(kerasConfig) (initial float64, s Schedule, err error){
	"ExponentialDecay":       exponentialDecay,
	"CosineDecay":            cosineDecay,
	"PiecewiseConstantDecay": piecewiseConstantDecay,
	"CosineDecayRestarts":    nil,
	"InverseTimeDecay":       nil,
	"PolynomialDecay":        nil,
}

// kerasObject is a schedule as Keras serializes it.
type kerasObject struct {
	Class  string       `json:"class_name"`
	Config *kerasConfig `json:"config"`
}

// IsKeras reports whether the JSON is an object of one of Keras' own schedules.
func IsKeras(text []byte) bool {
	var o kerasObject
	err := json.Unmarshal(text, &o)
	_, known := kerasClasses[o.Class]
	return err == nil && known && o.Config != nil
}

// FromKeras reads the JSON object that Keras serializes of a schedule, as a schedule
// and the initial rate that an optimizer needs for it.
func FromKeras(text []byte) (initial float64, s Schedule, err error) {
	var o kerasObject
	if err := json.Unmarshal(text, &o); err != nil || o.Config == nil {
		return 0, nil, errors.Errorf("schedule: got %.100q, want a schedule of Keras' with its config", text)
	}
	read := kerasClasses[o.Class]
	if read == nil {
		known := slices.Sorted(maps.Keys(kerasClasses))
		known = slices.DeleteFunc(known, func(class string) bool { return kerasClasses[class] == nil })
		return 0, nil, errors.Errorf("schedule: got Keras' %.100q, want one of %s", o.Class, strings.Join(known, ", "))
	}
	return read(*o.Config)
}

func errKeras(what string, got float64, want string) error {
	return errors.Errorf("schedule: got Keras' %s %g, want %s", what, got, want)
}
