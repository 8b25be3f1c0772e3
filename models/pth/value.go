package pth

import (
	"strconv"
	"strings"
)

// The values of a pickle, besides nil for None, bool, int, float64 and string.
// They hold one another by reference, in cycles too if a file wants it: nothing
// may walk them without end, so they are never printed.
type (
	tuple []any
	list  struct{ items []any }
	dict  struct {
		pairs      []pair
		attributes *dict
	}
	pair   struct{ key, value any }
	global string // a name of Python's, which nothing here calls
	long   struct{}
)

// object is what a pickle says of an object that is no tensor: the name of its
// class, and what it would be made of. It is never made.
type object struct {
	class global
	state any   // of BUILD: usually a dict of attributes
	items *dict // of SETITEM, where the class is a kind of dict
	list  *list // of APPEND, where it is a kind of list
}

// storage is the memory of one or more tensors.
type storage struct {
	kind     storageKind
	key      string
	elements int
}

// tensor is a view of a storage, as the pickle states it, not checked yet.
type tensor struct {
	storage        *storage
	kind           storageKind
	offset         int
	shape, strides tuple
	negative       bool   // the values are those of the storage with the other sign
	odd            string // what it is if it has no values of its own
}

// storageKind is an element type: PyTorch's name of it, and its bytes.
type storageKind struct {
	dtype string
	size  int
}

// Sizes of the values in bytes, rounded up as the allocator does.
const (
	sizeAny     = 16
	sizePair    = 32
	sizeBox     = 16 // an int or a float64 in an interface, or a string's header
	sizeTuple   = 24 // without its items
	sizeDict    = 32 // without its pairs, and a list without its items
	sizeObject  = 64
	sizeStorage = 64
	sizeTensor  = 144
)

// typeName says what a value is, in Python's words and without its contents.
func typeName(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		return "bool"
	case int, long:
		return "int"
	case float64:
		return "float"
	case string:
		return "str"
	case global:
		return "type"
	case tuple:
		return "tuple"
	case *list:
		return "list"
	case *dict:
		return "dict"
	case *object:
		return v.class.describe()
	case *storage:
		return "storage"
	case *tensor:
		return "tensor"
	}
	return "value"
}

// shown is how much of a text a list of contents shows.
const shown = 60

// describe says what a value is in a few words: a number itself, and of what
// is large its kind and size.
func describe(v any) string {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'g', 6, 64)
	case string:
		if len(v) <= shown {
			return strconv.Quote(v)
		}
		return "a text of " + strconv.Itoa(len(v)) + " bytes"
	case global:
		return string(v)
	case tuple:
		return "a tuple of " + strconv.Itoa(len(v))
	case *list:
		return "a list of " + strconv.Itoa(len(v.items))
	case *dict:
		return "a dict of " + strconv.Itoa(len(v.pairs))
	case *tensor:
		return v.describe()
	}
	return typeName(v)
}

// describe says what an object of a class is, in plain words for those that
// many checkpoints have.
func (g global) describe() string {
	name := string(g)
	switch {
	case strings.HasPrefix(name, "numpy.") && strings.HasSuffix(name, ".scalar"):
		return "a number of numpy's"
	case strings.HasPrefix(name, "numpy.") && strings.HasSuffix(name, "._reconstruct"):
		return "an array of numpy's"
	case g == "_codecs.encode" || g == "__builtin__.bytearray":
		return "bytes"
	}
	return strings.TrimPrefix(strings.TrimPrefix(name, "__builtin__."), "builtins.")
}
