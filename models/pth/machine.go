package pth

import (
	"encoding/binary"
	"fmt"
)

// machine runs one pickle. The opcodes are those of Python's pickletools.py.
type machine struct {
	data     []byte
	at       int // of the next byte to read
	stack    []any
	marks    []int // heights of the stack
	memo     memo
	storages []*storage // in the order of the pickle
	result   any        // set by the opcode that stops the machine
	done     bool
	budget   *budget
	format   Format
}

// unpickle runs the pickle at the start of data. The machine that it returns
// stands behind it, with the value as its result.
func unpickle(data []byte, format Format, b *budget) (*machine, error) {
	m := &machine{data: data, budget: b, format: format}
	for !m.done {
		at := m.at
		op, err := m.read(1)
		if err == nil {
			if run := opcodes[op[0]]; run != nil {
				err = run(m)
			} else {
				err = fmt.Errorf("%w: opcode %#02x is none that torch.save writes", ErrFormat, op[0])
			}
		}
		if err != nil {
			return nil, fmt.Errorf("at byte %d of its pickle: %w", at, err)
		}
	}
	return m, nil
}

func (m *machine) read(n int) ([]byte, error) {
	if n < 0 || n > len(m.data)-m.at {
		return nil, fmt.Errorf("%w: got %d bytes, want %d: the file was cut", ErrFormat, len(m.data)-m.at, n)
	}
	m.at += n
	return m.data[m.at-n : m.at], nil
}

// readUint reads a little-endian integer of 1, 2, 4 or 8 bytes.
func (m *machine) readUint(n int) (uint64, error) {
	b, err := m.read(n)
	if err != nil {
		return 0, err
	}
	var padded [8]byte
	copy(padded[:], b)
	return binary.LittleEndian.Uint64(padded[:]), nil
}

// readSized reads a length of n bytes, and as many bytes as it says.
func (m *machine) readSized(n int) ([]byte, error) {
	length, err := m.readUint(n)
	if err != nil {
		return nil, err
	}
	if length > uint64(len(m.data)) {
		return nil, fmt.Errorf("%w: got a length of %d, want at most the file's: the file is damaged", ErrFormat, length)
	}
	return m.read(int(length))
}

func (m *machine) push(v any) (err error) {
	m.stack, err = push(m.budget, sizeAny, m.stack, v)
	return err
}

// pushBoxed pushes a value that Go moves to the heap in an interface.
func (m *machine) pushBoxed(v any) error {
	if err := m.budget.take(1, sizeBox); err != nil {
		return err
	}
	return m.push(v)
}

// pushInt boxes n, unless it is one of those that Go keeps boxed.
func (m *machine) pushInt(n int) error {
	if 0 <= n && n < 256 {
		return m.push(n)
	}
	return m.pushBoxed(n)
}

func (m *machine) pushString(b []byte) error {
	if err := m.budget.take(len(b)/8+1, 8); err != nil {
		return err
	}
	return m.pushBoxed(string(b))
}

// floor is where the innermost open mark stands; nothing below may be popped.
func (m *machine) floor() int {
	if len(m.marks) == 0 {
		return 0
	}
	return m.marks[len(m.marks)-1]
}

// pop takes n values off the stack, in the order they were pushed. They stay
// valid until the next push.
func (m *machine) pop(n int) ([]any, error) {
	top := len(m.stack) - n
	if top < m.floor() {
		return nil, fmt.Errorf("%w: got %d values on the stack, want %d", ErrFormat, len(m.stack)-m.floor(), n)
	}
	values := m.stack[top:]
	m.stack = m.stack[:top]
	return values, nil
}

// popToMark takes off what was pushed since the last mark.
func (m *machine) popToMark() ([]any, error) {
	if len(m.marks) == 0 {
		return nil, fmt.Errorf("%w: got no mark on the stack, want one", ErrFormat)
	}
	values, err := m.pop(len(m.stack) - m.floor())
	m.marks = m.marks[:len(m.marks)-1]
	return values, err
}

// top is the value that the next pop would give.
func (m *machine) top() (any, error) {
	values, err := m.pop(1)
	if err != nil {
		return nil, err
	}
	m.stack = m.stack[:len(m.stack)+1]
	return values[0], nil
}

// topAs is top, of a type that the opcode needs.
func topAs[T any](m *machine) (value T, err error) {
	v, err := m.top()
	if err != nil {
		return value, err
	}
	value, ok := v.(T)
	if !ok {
		return value, fmt.Errorf("%w: got a %s, want a %s", ErrFormat, typeName(v), typeName(value))
	}
	return value, nil
}
