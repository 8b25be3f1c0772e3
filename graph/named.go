package graph

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// settings is what an activation or loss with settings is: a struct whose
// fields, float64 and bool, have Keras' names in CamelCase.
type settings interface {
	filled() any // with Keras' defaults for what is 0
}

// Setting is a number by Keras' name; true is 1.
type Setting struct {
	Name  string
	Value float64
}

// parseCall reads name, or name(setting=number, …).
func parseCall(text string) (name string, numbers []Setting, err error) {
	name, rest, found := strings.Cut(strings.TrimSpace(text), "(")
	if !found {
		return name, nil, nil
	}
	rest, closed := strings.CutSuffix(rest, ")")
	if !closed {
		return "", nil, fmt.Errorf("got %.100q, want name(setting=number, …)", text)
	}
	for _, part := range strings.Split(rest, ",") {
		key, value, _ := strings.Cut(part, "=")
		number, err := parseNumber(strings.TrimSpace(value))
		if err != nil {
			return "", nil, fmt.Errorf("got %.100q, want name(setting=number, …)", text)
		}
		numbers = append(numbers, Setting{strings.TrimSpace(key), number})
	}
	return name, numbers, nil
}

func parseNumber(text string) (float64, error) {
	switch strings.ToLower(text) {
	case "true":
		return 1, nil
	case "false":
		return 0, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
		err = fmt.Errorf("%v is not finite", v)
	}
	return v, err
}

// configured returns v with settings changed.
func configured[T any](v T, numbers []Setting) (T, error) {
	if len(numbers) == 0 {
		return v, nil
	}
	kind := reflect.TypeOf(v)
	if _, ok := any(v).(settings); !ok {
		return v, fmt.Errorf("graph: got the setting %q, want none: %v has no settings", numbers[0].Name, nameOf(v))
	}
	changed := reflect.New(kind).Elem()
	changed.Set(reflect.ValueOf(v))
	for _, n := range numbers {
		if err := set(changed, n); err != nil {
			return v, fmt.Errorf("graph: %v: %w", nameOf(v), err)
		}
	}
	return changed.Interface().(T), nil
}

// set changes one field. 0 is refused where it would stand for a default.
func set(v reflect.Value, n Setting) error {
	var known []string
	for i := range v.NumField() {
		name, ok := settingName(v, i)
		if !ok {
			continue
		}
		known = append(known, name)
		if name != n.Name {
			continue
		}
		if v.Field(i).Kind() == reflect.Bool {
			v.Field(i).SetBool(n.Value != 0)
			return nil
		}
		v.Field(i).SetFloat(n.Value)
		filled := reflect.ValueOf(v.Interface().(settings).filled())
		if got := filled.Field(i).Float(); got != n.Value {
			return fmt.Errorf("got %s=%v, want another number: 0 means its default, %v", name, n.Value, got)
		}
		return nil
	}
	return fmt.Errorf("got the setting %.100q, want %s", n.Name, strings.Join(known, ", "))
}

// settingName is field i's name as Keras writes it.
func settingName(v reflect.Value, i int) (string, bool) {
	kind := v.Field(i).Kind()
	return snake(v.Type().Field(i).Name), kind == reflect.Float64 || kind == reflect.Bool
}

// Settings returns the settings of an activation or loss by Keras' names, with
// their defaults; nil if it has none.
func Settings(of any) []Setting {
	s, ok := of.(settings)
	if !ok {
		return nil
	}
	v := reflect.ValueOf(s.filled())
	var list []Setting
	for i := range v.NumField() {
		name, ok := settingName(v, i)
		switch {
		case !ok:
		case v.Field(i).Kind() == reflect.Bool:
			n := 0.0
			if v.Field(i).Bool() {
				n = 1
			}
			list = append(list, Setting{name, n})
		default:
			list = append(list, Setting{name, v.Field(i).Float()})
		}
	}
	return list
}

// callText writes what parseCall reads: the settings that are not those of the
// one that the name alone gives.
func callText(v, named any) string {
	name := nameOf(v)
	plain := map[string]float64{}
	for _, s := range Settings(named) {
		plain[s.Name] = s.Value
	}
	var parts []string
	for _, s := range Settings(v) {
		if s.Value != plain[s.Name] {
			parts = append(parts, s.Name+"="+strconv.FormatFloat(s.Value, 'g', -1, 64))
		}
	}
	if len(parts) == 0 {
		return name
	}
	return name + "(" + strings.Join(parts, ", ") + ")"
}

func nameOf(v any) string {
	if n, ok := v.(interface{ Name() string }); ok {
		return n.Name()
	}
	return fmt.Sprint(v)
}
