package models

import (
	"encoding/json"
	"fmt"

	"digits/graph"
	"digits/optim"
)

// takeCompiled takes the optimizer and the loss that a model of Keras' was compiled with,
// if it was. Instead of one that is not known here there is none, and a note says so.
func (m *Model) takeCompiled(training, config []byte) {
	m.Optimizer = optim.FromKeras(training, config)
	if m.Optimizer == nil {
		m.Optimizer = &optim.Description{Text: "another library's"}
		m.Assumed = append(m.Assumed, "no optimizer: that which the model was compiled with is not known here, nor written again")
	}
	m.takeCompiledLoss(training, config)
}

func (m *Model) takeCompiledLoss(training, config []byte) {
	var h5 struct {
		Loss json.RawMessage `json:"loss"`
	}
	var archive struct {
		Compile struct {
			Loss json.RawMessage `json:"loss"`
		} `json:"compile_config"`
	}
	_ = json.Unmarshal(training, &h5) // what is not JSON has no loss
	_ = json.Unmarshal(config, &archive)
	text := h5.Loss
	if text == nil {
		text = archive.Compile.Loss
	}
	if text == nil || string(text) == "null" {
		return
	}
	l, err := compiledLoss(text)
	if err != nil {
		m.Assumed = append(m.Assumed, fmt.Sprintf("no loss: the model was compiled with %.100s, %v", text, err))
		m.lossless = true
		return
	}
	m.Loss = l
}

// compiledLoss reads a name, or a class with settings.
func compiledLoss(text []byte) (graph.Loss, error) {
	var name string
	if json.Unmarshal(text, &name) == nil {
		l, err := graph.LossNamed(name, graph.FromSoftmax)
		return l, withoutPrefix2(err)
	}
	var object struct {
		Module     string         `json:"module"`
		Class      string         `json:"class_name"`
		Registered *string        `json:"registered_name"`
		Config     map[string]any `json:"config"`
	}
	if err := json.Unmarshal(text, &object); err != nil || object.Class == "" {
		return nil, fmt.Errorf("which is not one loss of one output")
	}
	if object.Class == "function" || object.Registered != nil && *object.Registered != "" && *object.Registered != object.Class {
		return nil, fmt.Errorf("which is its author's own")
	}
	for _, l := range graph.Losses() {
		if kerasLossClass(l) == object.Class {
			return configuredLoss(l, object.Config)
		}
	}
	return nil, fmt.Errorf("which is not known here")
}

// configuredLoss gives a loss the settings of Keras' configuration.
func configuredLoss(l graph.Loss, config map[string]any) (graph.Loss, error) {
	text, separator := "", ""
	for _, s := range graph.Settings(l) {
		if v, ok := config[s.Name].(float64); ok && v != s.Value {
			text += fmt.Sprintf("%s%s=%v", separator, s.Name, v)
			separator = ", "
		}
	}
	if reduction, ok := config["reduction"].(string); ok && reduction != "sum_over_batch_size" && reduction != "auto" {
		return nil, fmt.Errorf("which sums by %q", reduction)
	}
	if axis, ok := config["axis"].(float64); ok && axis != -1 && axis != 1 {
		return nil, fmt.Errorf("which is over the axis %v", axis)
	}
	if v, ok := config["ignore_class"]; ok && v != nil {
		return nil, fmt.Errorf("which leaves out the class %v", v)
	}
	name := l.Name()
	if text != "" {
		name += "(" + text + ")"
	}
	from := graph.FromSoftmax
	if logits, _ := config["from_logits"].(bool); logits {
		from = graph.FromLogits
	}
	made, err := graph.LossNamed(name, from)
	return made, withoutPrefix2(err)
}

// kerasLossClass is the class that Keras has for a loss.
func kerasLossClass(l graph.Loss) string {
	switch l.Name() {
	case "kl_divergence":
		return "KLDivergence"
	case "log_cosh":
		return "LogCosh"
	}
	class, upper := "", true
	for _, r := range l.Name() {
		switch {
		case r == '_':
			upper = true
		case upper:
			class, upper = class+string(r-'a'+'A'), false
		default:
			class += string(r)
		}
	}
	return class
}

func withoutPrefix2(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("which is not known here: %w", err)
}
