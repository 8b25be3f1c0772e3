package pth

import (
	"math"
	"strconv"

	"digits/models/weights"
)

// pickler writes a pickle of protocol 2 as Python's does, number for number:
// what it made once it fetches from the memo, the rest gets the next number
// there.
type pickler struct {
	bytes []byte
	memos int
	known map[string]int
}

// batch is after how many items Python's pickler starts another SETITEMS.
const batch = 1000

// pickle returns the program for a state dict: an OrderedDict of tensors, each
// of a storage of its own.
func pickle(arrays []weights.Array) []byte {
	p := &pickler{known: map[string]int{}}
	p.op(0x80, 2) // PROTO
	p.orderedDict()
	p.memoize()
	for start := 0; start < len(arrays); start += batch {
		chunk := arrays[start:min(start+batch, len(arrays))]
		if len(chunk) > 1 {
			p.op('(') // MARK
		}
		for i, a := range chunk {
			p.text(a.Name)
			p.memoize()
			p.tensor(start+i, a)
		}
		if len(chunk) > 1 {
			p.op('u') // SETITEMS
		} else {
			p.op('s') // SETITEM
		}
	}
	p.op('.') // STOP
	return p.bytes
}

// tensor calls _rebuild_tensor_v2 for the array that storage number i holds.
func (p *pickler) tensor(i int, a weights.Array) {
	p.once("torch._utils\n_rebuild_tensor_v2", p.name)
	p.op('(', '(') // MARK, for the arguments and for the storage
	p.once("storage", p.text)
	p.once("torch\nFloatStorage", p.name)
	p.text(strconv.Itoa(i))
	p.memoize()
	p.once("cpu", p.text)
	p.number(len(a.Values))
	p.op('t') // TUPLE
	p.memoize()
	p.op('Q') // BINPERSID
	p.number(0)
	p.tuple(a.Shape)
	p.tuple(strides(a.Shape))
	p.op(0x89) // NEWFALSE: requires_grad
	p.orderedDict()
	p.memoize()
	p.op('t') // TUPLE
	p.memoize()
	p.op('R') // REDUCE
	p.memoize()
}

// strides of a row-major array; PyTorch counts an empty dimension as 1.
func strides(shape []int) []int {
	strides := make([]int, len(shape))
	n := 1
	for i := len(shape) - 1; i >= 0; i-- {
		strides[i] = n
		n *= max(shape[i], 1)
	}
	return strides
}

func (p *pickler) op(codes ...byte) {
	p.bytes = append(p.bytes, codes...)
}

// sized writes an opcode for an argument of one byte, or the other for one of
// four.
func (p *pickler) sized(short, wide byte, n int) {
	if n < 256 {
		p.op(short, byte(n))
		return
	}
	p.op(wide)
	p.bytes = little.AppendUint32(p.bytes, uint32(n))
}

func (p *pickler) memoize() {
	p.sized('q', 'r', p.memos) // BINPUT, LONG_BINPUT
	p.memos++
}

// once writes a value the first time, and fetches it later.
func (p *pickler) once(value string, write func(string)) {
	if n, ok := p.known[value]; ok {
		p.sized('h', 'j', n) // BINGET, LONG_BINGET
		return
	}
	write(value)
	p.known[value] = p.memos
	p.memoize()
}

func (p *pickler) name(lines string) {
	p.op('c') // GLOBAL
	p.bytes = append(append(p.bytes, lines...), '\n')
}

func (p *pickler) text(s string) {
	p.op('X') // BINUNICODE
	p.bytes = append(little.AppendUint32(p.bytes, uint32(len(s))), s...)
}

func (p *pickler) orderedDict() {
	p.once("collections\nOrderedDict", p.name)
	p.op(')', 'R') // EMPTY_TUPLE, REDUCE
}

func (p *pickler) number(n int) {
	switch {
	case n <= math.MaxUint8:
		p.op('K', byte(n)) // BININT1
	case n <= math.MaxUint16:
		p.op('M') // BININT2
		p.bytes = little.AppendUint16(p.bytes, uint16(n))
	case n <= math.MaxInt32:
		p.op('J') // BININT
		p.bytes = little.AppendUint32(p.bytes, uint32(n))
	default:
		p.op(0x8a, 8) // LONG1
		p.bytes = little.AppendUint64(p.bytes, uint64(n))
	}
}

func (p *pickler) tuple(numbers []int) {
	if len(numbers) == 0 {
		p.op(')') // EMPTY_TUPLE, which has no memo
		return
	}
	if len(numbers) > 3 {
		p.op('(') // MARK
	}
	for _, n := range numbers {
		p.number(n)
	}
	if len(numbers) > 3 {
		p.op('t') // TUPLE
	} else {
		p.op(0x84 + byte(len(numbers))) // TUPLE1, TUPLE2, TUPLE3
	}
	p.memoize()
}
