package study

import (
	"fmt"
	"strings"

	"digits/graph"
	"digits/models"
)

// trainable reports the first setting that cannot be trained on the data.
func (s Study) trainable(d *Data) error {
	if err := d.Check(s.Plan()); err != nil {
		return fmt.Errorf("%s", strings.TrimPrefix(err.Error(), "study: "))
	}
	images := d.Train.Len() - s.Validation
	for _, p := range s.Settings() {
		if p.Batch > images {
			return fmt.Errorf("batch: got %d, want at most the %d images that are trained on", p.Batch, images)
		}
		r, err := p.Recipe()
		if err != nil {
			return fmt.Errorf("%s", strings.TrimPrefix(err.Error(), "models: "))
		}
		if err := fits(r, d.Train.Size()); err != nil {
			return err
		}
	}
	return nil
}

// fits reports a network that is too large, by its Dense layers.
func fits(r models.Recipe, pixels int) error {
	in, parameters, values := pixels, 0, pixels
	var units []string
	for _, layer := range r.Layers {
		d, ok := layer.(graph.Dense)
		if !ok {
			continue
		}
		units = append(units, fmt.Sprint(d.Units))
		parameters += (in + 1) * d.Units
		values += d.Units
		in = d.Units
	}
	shape := strings.Join(units[:len(units)-1], "-")
	if parameters > maxParameters {
		return fmt.Errorf("units: got %s, which makes %d parameters, want at most %d", shape, parameters, maxParameters)
	}
	if r.Batch > maxValues/values {
		return fmt.Errorf("batch: got %d with units %s, want at most %d, for which memory is planned", r.Batch, shape, maxValues/values)
	}
	return nil
}
