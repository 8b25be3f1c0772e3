package pth

import (
	"fmt"
	"math"
)

// opcodes has what torch.save writes with pickle protocols 2 to 5.
var opcodes = [256]func(*machine) error{
	0x80: (*machine).protocol,        // PROTO
	0x95: (*machine).frame,           // FRAME
	'.':  (*machine).stop,            // STOP
	'(':  (*machine).mark,            // MARK
	'0':  (*machine).popOne,          // POP
	'N':  pushConstant(nil),          // NONE
	0x88: pushConstant(true),         // NEWTRUE
	0x89: pushConstant(false),        // NEWFALSE
	'K':  pushUint(1),                // BININT1
	'M':  pushUint(2),                // BININT2
	'J':  (*machine).pushInt32,       // BININT
	0x8a: pushLongs(1),               // LONG1
	'G':  (*machine).pushFloat,       // BINFLOAT
	0x8c: pushText(1),                // SHORT_BINUNICODE
	'X':  pushText(4),                // BINUNICODE
	0x8d: pushText(8),                // BINUNICODE8
	')':  pushConstant(tuple(nil)),   // EMPTY_TUPLE
	0x85: pushTuple(1),               // TUPLE1
	0x86: pushTuple(2),               // TUPLE2
	0x87: pushTuple(3),               // TUPLE3
	't':  (*machine).pushTupleToMark, // TUPLE
	']':  (*machine).pushList,        // EMPTY_LIST
	'a':  (*machine).appendOne,       // APPEND
	'e':  (*machine).appendMany,      // APPENDS
	'}':  (*machine).pushDict,        // EMPTY_DICT
	's':  (*machine).setItem,         // SETITEM
	'u':  (*machine).setItems,        // SETITEMS
	'q':  putMemo(1),                 // BINPUT
	'r':  putMemo(4),                 // LONG_BINPUT
	0x94: (*machine).memoize,         // MEMOIZE
	'h':  getMemo(1),                 // BINGET
	'j':  getMemo(4),                 // LONG_BINGET
	'c':  (*machine).pushGlobal,      // GLOBAL
	0x93: (*machine).stackGlobal,     // STACK_GLOBAL
	'R':  (*machine).reduce,          // REDUCE
	'b':  (*machine).build,           // BUILD
	'Q':  (*machine).pushStorage,     // BINPERSID
	0x81: newObject(false),           // NEWOBJ
	0x92: newObject(true),            // NEWOBJ_EX
	'C':  pushBytes(1),               // SHORT_BINBYTES
	'B':  pushBytes(4),               // BINBYTES
	0x8e: pushBytes(8),               // BINBYTES8
	0x96: pushBytes(8),               // BYTEARRAY8
	'U':  pushText(1),                // SHORT_BINSTRING, of Python 2
	'T':  pushText(4),                // BINSTRING
	0x8f: (*machine).pushList,        // EMPTY_SET
	0x90: (*machine).appendMany,      // ADDITEMS
	0x91: (*machine).frozenSet,       // FROZENSET
	'l':  (*machine).listToMark,      // LIST
	'd':  (*machine).dictToMark,      // DICT
	'1':  (*machine).popMark,         // POP_MARK
	0x8b: pushLongs(4),               // LONG4
}

func (m *machine) protocol() error {
	version, err := m.readUint(1)
	if err == nil && (version < 2 || version > 5) {
		return fmt.Errorf("%w: got pickle protocol %d, want 2 to 5", ErrFormat, version)
	}
	return err
}

// frame says how far one may read ahead, which does not matter in memory.
func (m *machine) frame() error {
	_, err := m.read(8)
	return err
}

func (m *machine) stop() error {
	values, err := m.pop(1)
	if err != nil {
		return err
	}
	m.result, m.done = values[0], true
	return nil
}

func (m *machine) mark() (err error) {
	m.marks, err = push(m.budget, 8, m.marks, len(m.stack))
	return err
}

func (m *machine) popOne() error {
	_, err := m.pop(1)
	return err
}

func pushConstant(v any) func(*machine) error {
	return func(m *machine) error { return m.push(v) }
}

func pushUint(bytes int) func(*machine) error {
	return func(m *machine) error {
		n, err := m.readUint(bytes)
		if err != nil {
			return err
		}
		return m.pushInt(int(n))
	}
}

func (m *machine) pushInt32() error {
	n, err := m.readUint(4)
	if err != nil {
		return err
	}
	return m.pushInt(int(int32(uint32(n))))
}

// pushLongs reads a two's complement integer of any length; what does not fit
// in 64 bits stays a long without a value, which nothing here needs.
func pushLongs(bytes int) func(*machine) error {
	return func(m *machine) error {
		b, err := m.readSized(bytes)
		if err != nil {
			return err
		}
		return m.pushLong(b)
	}
}

func (m *machine) pushLong(b []byte) error {
	if len(b) > 8 {
		return m.push(long{})
	}
	n := 0
	for i, digit := range b {
		n |= int(digit) << (8 * i)
	}
	unused := 64 - 8*len(b)
	return m.pushInt(n << unused >> unused)
}

// pushFloat reads the one big-endian value that pickles have; hyper-parameters
// have floats, state dicts do not.
func (m *machine) pushFloat() error {
	b, err := m.read(8)
	if err != nil {
		return err
	}
	bits := uint64(0)
	for _, digit := range b {
		bits = bits<<8 | uint64(digit)
	}
	return m.pushBoxed(math.Float64frombits(bits))
}

func pushText(bytes int) func(*machine) error {
	return func(m *machine) error {
		text, err := m.readSized(bytes)
		if err != nil {
			return err
		}
		return m.pushString(text)
	}
}

// pushBytes skips bytes: numpy's numbers, and what else is no text.
func pushBytes(bytes int) func(*machine) error {
	return func(m *machine) error {
		if _, err := m.readSized(bytes); err != nil {
			return err
		}
		return m.pushObject("bytes")
	}
}
