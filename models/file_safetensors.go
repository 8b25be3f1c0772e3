package models

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"digits/data"
	"digits/graph"
	"digits/models/safetensors"
)

// Names of the metadata in a file.
const (
	metaFormat    = "format"
	metaRecipe    = "recipe"
	metaLayers    = "layers"
	metaInput     = "input"
	metaScale     = "scale"
	metaLoss      = "loss"
	metaSeed      = "seed"
	metaHistory   = "history"
	metaOptimizer = "optimizer"
	metaClasses   = "classes"     // where they are not as many as the outputs
	metaTargets   = "targets"     // inputTargets of an autoencoder
	metaNames     = "class_names" // where the classes have names
	metaColumns   = "columns"     // of a table with a heading
	metaTarget    = "target"      // the column that is predicted
	metaRun       = "training"    // the Run
	metaAssumed   = "assumed"     // what was, when it came out of another library's file
	metaGuessed   = "scale_guess" // the scale is one of it
	metaStructure = "structure"   // of layers that only code can make: lines that describe them,
	metaProbe     = "probe"       // what they put out for examples of the probe,
	metaChanges   = "changes"     // how the recipe was changed,
	metaFor       = "for_classes" // and what graph.Classes stands for in them

	formatName = "digits 1"
)

// writeSafetensors writes the weights by name and, as metadata, the recipe, the
// layers, the input's shape and scaling, the loss, the seed, the history's last
// line and, if it is not the recipe's, the optimizer.
func (m *Model) writeSafetensors(w io.Writer) error {
	meta, err := m.metadata()
	if err != nil {
		return err
	}
	return safetensors.Write(w, m.Weights(), meta)
}

func (m *Model) metadata() (map[string]string, error) {
	meta, err := m.facts()
	if err != nil {
		return nil, err
	}
	layers, err := marshalLayers(m.Layers, m.asked)
	if madeByCode(err) {
		return meta, m.describeCode(meta)
	}
	meta[metaLayers] = string(layers)
	return meta, err
}

// facts are the metadata but for the layers.
func (m *Model) facts() (map[string]string, error) {
	meta := map[string]string{
		metaFormat: formatName,
		metaRecipe: m.Recipe,
		metaScale:  m.Scale.String(),
		metaLoss:   lossText(m.Loss),
		metaSeed:   strconv.FormatUint(m.Seed, 10),
	}
	if m.Targets == InputTargets {
		meta[metaTargets] = inputTargets
	}
	if m.Classes != m.Outputs() {
		meta[metaClasses] = strconv.Itoa(m.Classes)
	}
	if m.ScaleAssumed {
		meta[metaGuessed] = "true"
	}
	if m.Target != "" {
		meta[metaTarget] = m.Target
	}
	for name, value := range map[string]any{
		metaInput: m.Input, metaHistory: m.Last, metaNames: m.ClassNames, metaAssumed: m.Assumed, metaColumns: m.Columns, metaRun: m.Run,
	} {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("models: %s: %w", name, err)
		}
		if string(text) != "null" || name == metaInput || name == metaHistory {
			meta[name] = string(text)
		}
	}
	optimizer, err := m.optimizerText()
	if optimizer != "" {
		meta[metaOptimizer] = optimizer
	}
	return meta, err
}

// inputTargets is what a file says of InputTargets.
const inputTargets = "inputs"

// lossText is a loss as LossNamed reads it; ownLoss of one that only code can make.
func lossText(l graph.Loss) string {
	if l == nil {
		return ""
	}
	text := graph.LossText(l)
	if named, err := graph.LossNamed(text, graph.FromSoftmax); err == nil && reflect.DeepEqual(graph.LossFrom(l, graph.FromSoftmax), named) {
		return text
	}
	return ownLoss + l.Name()
}

// ownLoss begins the name of a loss of one's own in a file.
const ownLoss = "own: "

// ours makes the model that writeSafetensors wrote.
func (c *Contents) ours(o LoadOptions) (*Model, error) {
	m, err := fromMetadata(c.Metadata, o)
	if err != nil {
		return nil, err
	}
	if o.Recipe != nil && m.structure == nil {
		if err := o.Recipe.wants(m.Layers); err != nil {
			return nil, err
		}
	}
	if o.Scale != nil {
		m.takeScale(*o.Scale)
	}
	if err := m.restore(c.Arrays); err != nil {
		return nil, err
	}
	if m.structure != nil {
		return m, m.checkCode(c.Metadata)
	}
	return m, nil
}

// takeScale takes the scale that is known now for the one that was guessed.
func (m *Model) takeScale(s data.Scale) {
	m.Scale, m.ScaleAssumed = s, false
	m.Assumed = slices.DeleteFunc(m.Assumed, func(line string) bool { return strings.HasPrefix(line, "scale ") })
}

// fromMetadata makes the model that a file describes, without its weights.
func fromMetadata(meta map[string]string, o LoadOptions) (*Model, error) {
	m := &Model{Recipe: meta[metaRecipe]}
	var err error
	if meta[metaStructure] != "" {
		err = m.followCode(meta, o)
	} else {
		m.Layers, err = unmarshalLayers([]byte(meta[metaLayers]))
	}
	if err != nil {
		return nil, err
	}
	if len(m.Layers) == 0 {
		return nil, fmt.Errorf("%w: it has no layers", ErrFormat)
	}
	return m, m.takeFacts(meta, o)
}

// takeFacts takes what metadata says besides the layers.
func (m *Model) takeFacts(meta map[string]string, o LoadOptions) (err error) {
	if m.Scale, err = data.ParseScale(meta[metaScale]); err != nil {
		return err
	}
	if m.Seed, err = strconv.ParseUint(meta[metaSeed], 10, 64); err != nil {
		return fmt.Errorf("%w: seed %q is no number", ErrFormat, meta[metaSeed])
	}
	m.Target = meta[metaTarget]
	for name, into := range map[string]any{
		metaInput: &m.Input, metaHistory: &m.Last, metaNames: &m.ClassNames, metaAssumed: &m.Assumed, metaColumns: &m.Columns, metaRun: &m.Run,
	} {
		if meta[name] == "" && name != metaInput && name != metaHistory {
			continue
		}
		if err := json.Unmarshal([]byte(meta[name]), into); err != nil {
			return fmt.Errorf("%w: %s %.100q: %v", ErrFormat, name, meta[name], err)
		}
	}
	if m.Columns != nil && len(m.Columns) != m.Size() {
		return fmt.Errorf("%w: %d names of columns, want %d", ErrFormat, len(m.Columns), m.Size())
	}
	m.ScaleAssumed = meta[metaGuessed] != ""
	switch text := meta[metaTargets]; text {
	case "":
	case inputTargets:
		m.Targets = InputTargets
	default:
		return fmt.Errorf("%w: targets %.100q, want %q or none", ErrFormat, text, inputTargets)
	}
	if text := meta[metaClasses]; text != "" {
		classes, err := classesIn(text)
		if err != nil {
			return err
		}
		m.asked, m.classless = max(m.asked, classes), classes == 0
	}
	if m.Optimizer, err = parseOptimizer(meta[metaOptimizer]); err != nil {
		return err
	}
	return m.takeLoss(meta[metaLoss], o)
}

// classesIn reads a number of classes.
func classesIn(text string) (int, error) {
	classes, err := strconv.Atoi(text)
	if err != nil || classes < 0 || classes > 1<<20 {
		return 0, fmt.Errorf("%w: classes %.100q is no number of classes", ErrFormat, text)
	}
	return classes, nil
}

// takeLoss takes the loss that the file names. One of the code's own is that of the recipe,
// the one of the options or the one that the file names; where that is not known, or has
// another one, there is none.
func (m *Model) takeLoss(text string, o LoadOptions) error {
	if o.Recipe != nil {
		m.Loss = o.Recipe.Loss
	}
	if m.Loss != nil && lossText(m.Loss) == text {
		return nil
	}
	if name, own := strings.CutPrefix(text, ownLoss); own || text == "" {
		if r, err := o.recipe(m.Recipe); err == nil && lossText(r.Loss) == text {
			m.Loss = r.Loss
			return nil
		}
		m.Loss = nil
		m.Assumed = append(m.Assumed, fmt.Sprintf("no loss: the model was trained with %q, which only its program has", name))
		return nil
	}
	l, err := graph.LossNamed(text, graph.FromSoftmax)
	m.Loss, m.lossOpen = l, true
	return err
}
