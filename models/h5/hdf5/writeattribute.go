package hdf5

// attribute returns the message of an attribute, version 1, whose strings of
// variable length it puts into the global heap. An array of no strings becomes
// one of no float64, as h5py makes of an empty list.
func (w *writer) attribute(a Attribute) []byte {
	kind, size := stringType(a)
	shape := []int{len(a.Values)}
	if a.Scalar {
		shape = nil
	} else if len(a.Values) == 0 {
		kind = floatType(binary64)
	}
	space := dataspace(shape)
	var m encoder
	m.bytes(1, 0)
	m.u16(uint16(len(a.Name) + 1))
	m.u16(uint16(len(kind)))
	m.u16(uint16(len(space)))
	m.text(a.Name)
	m.bytes(0)
	m.align()
	m.bytes(kind...)
	m.align()
	m.bytes(space...)
	for _, s := range a.Values {
		end := len(m) + size
		if a.Fixed {
			m.text(s)
		} else {
			w.variable(&m, s)
		}
		m.padTo(end)
	}
	return m
}

// stringType is the datatype message of an attribute's strings, and what each
// takes in the attribute. Fixed strings are padded with zeros, as numpy does;
// those of variable length end with one, as h5py says.
func stringType(a Attribute) (message []byte, size int) {
	set := uint8(0)
	if a.UTF8 {
		set = 1
	}
	var m encoder
	if a.Fixed {
		size = 1
		for _, s := range a.Values {
			size = max(size, len(s))
		}
		m.bytes(1<<4|classString, set<<4|1, 0, 0)
		m.u32(uint32(size))
		return m, size
	}
	m.bytes(1<<4|classVariable, 1, set, 0)
	m.u32(16)
	m.bytes(1<<4|classString, set<<4, 0, 0) // of characters
	m.u32(1)
	return m, 16
}

// floatType is the datatype message of little-endian floats.
func floatType(l floatLayout) []byte {
	var m encoder
	m.bytes(1<<4|classFloat, 0x20, l.sign, 0) // 0x20: the mantissa's first bit is implied
	m.u32(uint32(l.size))
	m.u16(0)
	m.u16(l.precision)
	m.bytes(l.exponentAt, l.exponentSize, l.mantissaAt, l.mantissaSize)
	m.u32(l.bias)
	return m
}

// dataspace is the message of a shape, version 1; as h5py, with the maximal
// dimensions, which are the same.
func dataspace(shape []int) []byte {
	var m encoder
	flags := uint8(0)
	if len(shape) > 0 {
		flags = 1
	}
	m.bytes(1, uint8(len(shape)), flags, 0, 0, 0, 0, 0)
	for range 1 + flags {
		for _, d := range shape {
			m.u64(uint64(d))
		}
	}
	return m
}
