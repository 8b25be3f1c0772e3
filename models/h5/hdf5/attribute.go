package hdf5

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// Strings returns the strings of an attribute, whether it is one string or an
// array of them; ok says whether the group has the attribute. An empty array
// of any type has no strings: h5py writes an empty list as floats.
func (g *Group) Strings(name string) (values []string, ok bool, err error) {
	for _, m := range g.object.messages {
		switch m.kind {
		case messageAttributes:
			values, ok, err = g.denseAttribute(m.data, name)
		case messageAttribute:
			values, ok, err = g.attribute(m.data, name)
		}
		if ok || err != nil {
			return values, ok, err
		}
	}
	return nil, false, nil
}

// denseAttribute looks for an attribute in the heap where there are many
// (section "Attribute Info Message").
func (g *Group) denseAttribute(data []byte, want string) (values []string, ok bool, err error) {
	c := &cursor{rest: data}
	c.bytes(1)
	if flags := c.u8(); flags&1 != 0 {
		c.bytes(2)
	}
	heap, tree := c.u64(), c.u64()
	if err := c.err(g.where + ": attribute information"); err != nil || heap == undefined {
		return nil, false, err
	}
	err = g.file.dense(heap, tree, treeAttributes, 0, g.where+": attributes", func(data []byte) error {
		if !ok && err == nil {
			values, ok, err = g.attribute(data, want)
		}
		return err
	})
	return values, ok, err
}

// attribute reads one attribute message if it has the name (section "Attribute
// Message").
func (g *Group) attribute(data []byte, want string) (values []string, ok bool, err error) {
	if err := g.file.step(1, nodeCost, g.where); err != nil {
		return nil, false, err
	}
	c := &cursor{rest: data}
	version, flags := c.u8(), c.u8()
	nameSize, typeSize, spaceSize := uint64(c.u16()), uint64(c.u16()), uint64(c.u16())
	pad := func(n uint64) uint64 { return n }
	switch version {
	case 1:
		pad, flags = pad8, 0 // of version 1, the flags' byte is reserved
	case 2:
	case 3:
		c.bytes(1) // character set of the name
	default:
		return nil, false, fmt.Errorf("hdf5: %s: got attribute version %d, want 1 to 3: %w", g.where, version, ErrUnsupported)
	}
	name, _, _ := bytes.Cut(c.bytes(min(pad(nameSize), uint64(len(c.rest)))), []byte{0})
	if string(name) != want {
		return nil, false, nil
	}
	kind, space := c.bytes(pad(typeSize)), c.bytes(pad(spaceSize))
	where := g.where + " attribute " + want
	if flags&3 != 0 {
		return nil, false, fmt.Errorf("hdf5: %s: its type is shared with another object: %w", where, ErrUnsupported)
	}
	if err := c.err(where); err != nil {
		return nil, false, err
	}
	values, err = g.file.strings(kind, space, c.rest, where)
	return values, true, err
}

// strings decodes an attribute's values.
func (f *file) strings(kind, space, data []byte, where string) ([]string, error) {
	shape, err := parseDataspace(space, where)
	if err != nil {
		return nil, err
	}
	t, err := parseDatatype(kind, where)
	if err != nil {
		return nil, err
	}
	n, err := elements(shape, max(t.size, 1), len(data), where)
	if err != nil || n == 0 {
		return nil, err
	}
	if err := f.allowance.take(uint64(n), stringCost, where); err != nil {
		return nil, err
	}
	values := make([]string, n)
	c := &cursor{rest: data}
	for i := range values {
		switch {
		case t.class == classString:
			values[i], err = f.fixed(c.bytes(t.size), t, where)
		case t.class == classVariable && t.bits[0]&15 == 1 && t.size == 16:
			values[i], err = f.variable(c, where)
		default:
			return nil, fmt.Errorf("hdf5: %s: got values of class %s, want strings: %w", where, t.className(), ErrUnsupported)
		}
		if err != nil {
			return nil, err
		}
	}
	return values, c.err(where)
}

// fixed returns a string of fixed length without its padding.
func (f *file) fixed(b []byte, t datatype, where string) (string, error) {
	switch t.bits[0] & 15 {
	case 0: // ends at the first zero
		b, _, _ = bytes.Cut(b, []byte{0})
	case 1: // padded with zeros
		b = bytes.TrimRight(b, "\x00")
	case 2: // padded with spaces
		b = bytes.TrimRight(b, " ")
	}
	return f.text(b, where)
}

// text copies bytes to a string: Keras writes UTF-8, whatever the type says.
func (f *file) text(b []byte, where string) (string, error) {
	if err := f.allowance.take(1, uint64(len(b)), where); err != nil {
		return "", err
	}
	if !utf8.Valid(b) {
		return "", fmt.Errorf("hdf5: %s: got a string that is not UTF-8: %w", where, ErrMalformed)
	}
	return string(b), nil
}

// pad8 rounds up to a multiple of 8, as most of HDF5 is aligned.
func pad8(n uint64) uint64 { return (n + 7) &^ 7 }
