package optim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"gorgonia.org/gorgonia"
)

// Description is an optimizer as a model's file names it: in the words of Keras 3, so
// that a file of Keras' is compiled with it. The forms of PyTorch that differ from
// Keras' in the place of epsilon alone have the same class.
type Description struct {
	Text  string `json:"text,omitempty"`       // for people
	Class string `json:"class_name,omitempty"` // as Adam; "" if Keras has no such optimizer

	// Config is what Keras' get_config gives of it, but for what is null: float64,
	// bool or string, and a json.RawMessage for a learning rate that is a schedule.
	Config map[string]any `json:"config,omitempty"`
}

// Describe describes an optimizer with what stands around it. Of a [Scheduled] one
// the schedule is in the text alone, and the learning rate is the initial one.
func Describe(s gorgonia.Solver) *Description {
	d := &Description{Text: fmt.Sprintf("%T", s)}
	if text, ok := s.(fmt.Stringer); ok {
		d.Text = text.String()
	}
	if o, ok := s.(described); ok {
		o.Rates() // fills in the defaults
		if class, settings := o.describe(); class != "" {
			d.Class, d.Config = class, settings.values()
		}
	}
	return d
}

// around adds to the settings of an optimizer what stands around it. Keras clips in
// one way and decays once.
func around(o Optimizer, name string, value *float64) (class string, s settings) {
	inner, ok := o.(described)
	if !ok {
		return "", nil
	}
	if class, s = inner.describe(); class == "" {
		return "", nil
	}
	for had := range s {
		if had == name || strings.Contains(had, "clip") && strings.Contains(name, "clip") {
			return "", nil
		}
	}
	s[name] = value
	return class, s
}

// UnmarshalJSON reads what json.Marshal has written of it, or Keras.
func (d *Description) UnmarshalJSON(text []byte) error {
	var read struct {
		Text   string                     `json:"text"`
		Class  string                     `json:"class_name"`
		Config map[string]json.RawMessage `json:"config"`
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	*d = Description{Text: read.Text, Class: read.Class}
	if read.Config != nil {
		d.Config = map[string]any{}
	}
	for name, raw := range read.Config {
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			return err
		}
		switch value.(type) {
		case nil:
			continue
		case map[string]any, []any:
			var verbatim bytes.Buffer // a decoded 1.0 would be written as 1
			if err := json.Compact(&verbatim, raw); err != nil {
				return err
			}
			value = json.RawMessage(verbatim.Bytes())
		}
		d.Config[name] = value
	}
	return nil
}
