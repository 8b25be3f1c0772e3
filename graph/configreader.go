package graph

import (
	"fmt"
	"math"
	"slices"

	"github.com/pkg/errors"
)

// configReader takes a layer's settings, once each.
type configReader struct {
	class  string
	values map[string]any
	left   *int
	err    error // the first
}

// take returns a setting, nil if there is none.
func (r *configReader) take(name string) any {
	v := r.values[name]
	delete(r.values, name)
	return v
}

func (r *configReader) fail(name string, got any, want string) {
	if r.err == nil {
		r.err = errors.Errorf("graph: %s: got %s %.100q, want %s", r.class, name, fmt.Sprint(got), want)
	}
}

func (r *configReader) text(name string) string {
	v := r.take(name)
	text, ok := v.(string)
	if v != nil && !ok {
		r.fail(name, v, "a text")
	}
	return text
}

func (r *configReader) number(name string, absent float64) float64 {
	switch v := r.take(name).(type) {
	case nil:
		return absent
	case int:
		return float64(v)
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return v
		}
		r.fail(name, v, "a finite number")
	default:
		r.fail(name, v, "a number")
	}
	return absent
}

// nonzero reads a number that has a default where a layer's field is 0.
func (r *configReader) nonzero(name string, absent float64) float64 {
	v := r.number(name, absent)
	if v == 0 {
		r.fail(name, v, fmt.Sprintf("another number: 0 means its default, %v", absent))
	}
	return v
}

func (r *configReader) whole(name string) int {
	v := r.number(name, 0)
	if v != math.Trunc(v) || math.Abs(v) > math.MaxInt32 {
		r.fail(name, v, "a whole number")
		return 0
	}
	return int(v)
}

func (r *configReader) yes(name string, absent bool) bool {
	switch v := r.take(name).(type) {
	case nil:
		return absent
	case bool:
		return v
	case optional:
		return bool(v)
	default:
		r.fail(name, v, "true or false")
	}
	return absent
}

// numbers reads a list, or one number as a list of it.
func (r *configReader) numbers(name string) (list []float64) {
	switch v := r.take(name).(type) {
	case nil:
	case []float64:
		return v
	case float64:
		return []float64{v}
	case []any:
		for _, e := range v {
			x, ok := e.(float64)
			if !ok {
				r.fail(name, e, "numbers")
				return nil
			}
			list = append(list, x)
		}
	default:
		r.fail(name, v, "a list of numbers")
	}
	return list
}

// texts reads a list of texts.
func (r *configReader) texts(name string) (list []string) {
	v := r.take(name)
	all, ok := v.([]any)
	for _, e := range all {
		text, is := e.(string)
		ok = ok && is
		list = append(list, text)
	}
	if v != nil && !ok {
		r.fail(name, v, "a list of texts")
	}
	return list
}

func (r *configReader) wholes(name string) (list []int) {
	if v, ok := r.values[name].([]int); ok {
		r.take(name)
		return v
	}
	for _, x := range r.numbers(name) {
		if x != math.Trunc(x) || math.Abs(x) > math.MaxInt32 {
			r.fail(name, x, "whole numbers")
			return nil
		}
		list = append(list, int(x))
	}
	return list
}

func (r *configReader) activation(name string) Activation {
	text := r.text(name)
	a, err := ActivationNamed(text)
	if err != nil && r.err == nil {
		r.err = err
	}
	return a
}

func (r *configReader) penalty(name string) (p Penalty) {
	c, ok := r.object(name)
	if !ok {
		return p
	}
	inner := &configReader{class: c.Class, values: map[string]any{}}
	for _, s := range c.Settings {
		inner.values[s.Name] = s.Value
	}
	switch c.Class {
	case "L1", "L2", "L1L2":
		p = Penalty{inner.number("l1", 0), inner.number("l2", 0)}
	default:
		r.fail(name, c.Class, "L1, L2 or L1L2")
	}
	if inner.err != nil && r.err == nil {
		r.err = inner.err
	}
	return p
}

// object takes a setting that is itself a class with settings.
func (r *configReader) object(name string) (Config, bool) {
	v := r.take(name)
	if v == nil {
		return Config{}, false
	}
	c, err := configIn(v)
	if err != nil {
		r.fail(name, v, "a class and its settings")
		return c, false
	}
	return c, true
}

// layer takes a list of layers as one, nil where there is none.
func (r *configReader) layer(name string) Layer {
	switch layers := r.layers(name); len(layers) {
	case 0:
		return nil
	case 1:
		return layers[0]
	default:
		return layers
	}
}

// layers takes a list of layers.
func (r *configReader) layers(name string) Sequential {
	layers := r.layersOrNil(name)
	if slices.Contains(layers, nil) {
		r.fail(name, nil, "a list of layers")
	}
	return layers
}

// layersOrNil takes a list of layers of which some are nil.
func (r *configReader) layersOrNil(name string) (layers Sequential) {
	v := r.take(name)
	list, ok := v.([]any)
	if configs, own := v.([]Config); own {
		ok = true
		for _, c := range configs {
			list = append(list, c)
		}
	}
	if v != nil && !ok {
		r.fail(name, v, "a list of layers")
	}
	for _, e := range list {
		if e == nil {
			layers = append(layers, nil)
			continue
		}
		c, err := configIn(e)
		if err != nil {
			r.fail(name, e, "a list of layers")
			return nil
		}
		l, err := layerOf(c, r.left)
		if err != nil {
			if r.err == nil {
				r.err = err
			}
			return nil
		}
		layers = append(layers, l)
	}
	return layers
}
