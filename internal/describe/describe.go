// Package describe writes settings as text.
package describe

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Text returns a value as one line: a struct by its type's name and those of its
// exported fields that are not zero, what it points to and what an interface
// holds as if they stood there, a function as "func". Values that are the same
// give the same text in any process. name, if not nil, may name a value instead.
func Text(v any, name func(any) (text string, ok bool)) string {
	if name == nil {
		name = func(any) (string, bool) { return "", false }
	}
	d := describer{name: name}
	d.value(reflect.ValueOf(v), maxDepth)
	return d.text.String()
}

// Bounds on what is written, so that a value that contains itself, or data, has
// an end.
const (
	maxDepth    = 16
	maxElements = 256
)

type describer struct {
	text strings.Builder
	name func(any) (string, bool)
}

func (d *describer) value(v reflect.Value, depth int) {
	if !v.IsValid() {
		d.text.WriteString("nil")
		return
	}
	if depth == 0 {
		d.text.WriteString("…")
		return
	}
	if text, ok := d.name(v.Interface()); ok {
		d.text.WriteString(text)
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		d.value(v.Elem(), depth-1)
	case reflect.Struct:
		d.fields(v, depth-1)
	case reflect.Slice, reflect.Array:
		d.elements(v, depth-1)
	case reflect.Func:
		d.text.WriteString("func")
	case reflect.String:
		d.text.WriteString(strconv.Quote(v.String()))
	case reflect.Float32, reflect.Float64:
		d.text.WriteString(strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits()))
	case reflect.Chan, reflect.UnsafePointer:
		d.text.WriteString(v.Kind().String())
	default: // a map too: fmt sorts it
		fmt.Fprint(&d.text, v.Interface())
	}
}

func (d *describer) fields(v reflect.Value, depth int) {
	t := v.Type()
	d.text.WriteString(t.Name() + "{")
	separator := ""
	for i := range t.NumField() {
		if !t.Field(i).IsExported() || v.Field(i).IsZero() {
			continue
		}
		d.text.WriteString(separator + t.Field(i).Name + ": ")
		d.value(v.Field(i), depth)
		separator = ", "
	}
	d.text.WriteString("}")
}

func (d *describer) elements(v reflect.Value, depth int) {
	d.text.WriteString("[")
	for i := range v.Len() {
		if i > 0 {
			d.text.WriteString(", ")
		}
		if i == maxElements {
			fmt.Fprintf(&d.text, "… of %d", v.Len())
			break
		}
		d.value(v.Index(i), depth)
	}
	d.text.WriteString("]")
}
