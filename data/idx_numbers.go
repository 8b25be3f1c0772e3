package data

import (
	"encoding/binary"
	"fmt"
)

// idxElements are the types of IDX by the third byte of a file. Source:
// yann.lecun.com/exdb/mnist, "The IDX file format".
var idxElements = map[byte]element{
	typeUnsigned: {'u', 1, binary.BigEndian},
	0x09:         {'i', 1, binary.BigEndian},
	0x0b:         {'i', 2, binary.BigEndian},
	0x0c:         {'i', 4, binary.BigEndian},
	0x0d:         {'f', 4, binary.BigEndian},
	0x0e:         {'f', 8, binary.BigEndian},
}

// readIDX reads an IDX file of any type.
func readIDX(f stored, images bool) (*numbers, error) {
	u, err := f.open()
	if err != nil {
		return nil, err
	}
	defer u.close()
	a := &numbers{path: f.path(), form: formIDX}
	if err := a.readIDX(u, images); err != nil {
		return nil, fmt.Errorf("%s: %w", a.path, err)
	}
	return a, nil
}

func (a *numbers) readIDX(u *unpacked, images bool) error {
	kind, shape, err := readHeader(u)
	if err != nil {
		return err
	}
	e, ok := idxElements[kind]
	if !ok {
		return fmt.Errorf("idx: byte 2: %w: type %02x, want 08, 09, 0b, 0c, 0d or 0e", ErrForm, kind)
	}
	a.shape = shape
	if err := readNumbers(u, a, e, images); err != nil {
		return fmt.Errorf("idx: %w", err)
	}
	return ended(u)
}
