package study

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"digits/data"
	"digits/graph"
	"digits/models"
)

// trainable reports the first setting that cannot be trained on the data.
func (s Study) trainable(d *Data) error {
	if err := d.Check(s.Plan()); err != nil {
		return withoutPrefix(err, "study: ")
	}
	set, _, err := d.Train.Tail(s.Validation)
	if err != nil {
		return err
	}
	built := map[string]bool{}
	for _, p := range s.Settings() {
		if len(s.Space.Batch) > 0 && p.Batch > set.Len() { // the recipe's own just makes one step an epoch
			return fmt.Errorf("batch: got %d, want at most the %d images that are trained on", p.Batch, set.Len())
		}
		r, err := p.Recipe()
		if err != nil {
			return dropoutOr(p, err)
		}
		if err := fits(r, set); err != nil {
			return err
		}
		if err := builds(p, built); err != nil {
			return fmt.Errorf("activation: %s with units %s in %s: %w", p.Activation, p.UnitsText(), p.Arch, err)
		}
	}
	return nil
}

// builds reports a network whose graph cannot be made, such as one whose glu has
// an odd number of units to halve. It builds a small one whose units are even or
// odd as the settings' are, unless it has built it before.
func builds(p Settings, built map[string]bool) error {
	p.Units = slices.Clone(p.Units)
	for i, n := range p.Units {
		p.Units[i] = 2 + n%2
	}
	key := fmt.Sprint(p.Arch, p.Units, p.Activation)
	if built[key] {
		return nil
	}
	built[key] = true
	r, err := p.Recipe()
	if err != nil {
		return err
	}
	m, err := models.New(r, 1, 1, 2, 0)
	if err != nil {
		return err
	}
	program, err := m.Compile(graph.Options{Mode: graph.Training, Batch: 1, Loss: m.Loss, Clock: &graph.Clock{}})
	if err != nil {
		return err
	}
	program.Close()
	return nil
}

func withoutPrefix(err error, prefix string) error {
	return errors.New(strings.TrimPrefix(err.Error(), prefix))
}

// dropoutOr says which axis an error of Settings.Recipe is due to: names and
// units were checked before.
func dropoutOr(p Settings, err error) error {
	if p.Dropout != nil {
		return fmt.Errorf("dropout: got %v, want none for %s, which has no dropout layer", *p.Dropout, p.Arch)
	}
	return withoutPrefix(err, "models: ")
}

// fits reports a network that is too large for what memory is planned, by its
// Dense layers.
func fits(r models.Recipe, set *data.Set) error {
	in, parameters, values := set.Size(), 0, set.Size()
	units := append(r.Units(), set.Classes)
	if len(units) > maxLayers+1 {
		return fmt.Errorf("units: got %d hidden layers, want at most %d", len(units)-1, maxLayers)
	}
	for _, n := range units {
		parameters += (in + 1) * n
		values += n
		in = n
	}
	shape := Settings{Units: r.Units()}.UnitsText()
	if parameters > maxParameters {
		return fmt.Errorf("units: got %s, which makes %d parameters of %s, want at most %d", shape, parameters, r.Name, maxParameters)
	}
	if r.Batch > maxValues/values {
		return fmt.Errorf("batch: got %d with units %s, want at most %d: one step's memory", r.Batch, shape, maxValues/values)
	}
	return nil
}
