package pth

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// The names of the constructors that are understood. Whatever else a pickle
// calls becomes an object that is only named.
const (
	orderedDict      global = "collections.OrderedDict"
	size             global = "torch.Size"
	rebuildTensor1   global = "torch._utils._rebuild_tensor"
	rebuildTensor    global = "torch._utils._rebuild_tensor_v2"
	rebuildTensor3   global = "torch._utils._rebuild_tensor_v3"
	rebuildParameter global = "torch._utils._rebuild_parameter"
	rebuildWithState global = "torch._utils._rebuild_parameter_with_state"
	rebuildFromType  global = "torch._tensor._rebuild_from_type_v2"
	rebuildQuantised global = "torch._utils._rebuild_qtensor"

	rebuilders = "torch._utils._rebuild_" // what they all begin with
)

// What a tensor is that has no elements which could be read.
const (
	quantised = "a quantised tensor"
	special   = "a tensor of a kind without plain elements, such as a sparse one or one of the device meta"
)

// pushGlobal reads a name as two lines, module and name.
func (m *machine) pushGlobal() error {
	module, err := m.readLine()
	if err != nil {
		return err
	}
	name, err := m.readLine()
	if err != nil {
		return err
	}
	return m.pushName(module, name)
}

// maxLine is longer than any name that is allowed.
const maxLine = 200

func (m *machine) readLine() (string, error) {
	rest := m.data[m.at:]
	n := bytes.IndexByte(rest[:min(len(rest), maxLine)], '\n')
	if n < 0 {
		return "", fmt.Errorf("%w: got a name without an end, want a line of less than %d bytes", ErrFormat, maxLine)
	}
	m.at += n + 1
	return string(rest[:n]), nil
}

func (m *machine) stackGlobal() error {
	values, err := m.pop(2)
	if err != nil {
		return err
	}
	module, isModule := values[0].(string)
	name, isName := values[1].(string)
	if !isModule || !isName || len(module) > maxLine || len(name) > maxLine {
		return fmt.Errorf("%w: got a %s and a %s as a name, want two short strings", ErrFormat, typeName(values[0]), typeName(values[1]))
	}
	return m.pushName(module, name)
}

// runners are the modules of Python with which a file runs programs, writes
// files or fetches them while torch.load reads it. Nothing is run here, but who
// has such a file should know. builtins has harmless names too.
var runners = []string{
	"os", "posix", "nt", "subprocess", "sys", "runpy", "shutil", "socket", "ctypes", "importlib", "imp", "pty", "code",
	"codeop", "timeit", "pdb", "bdb", "cProfile", "profile", "trace", "webbrowser", "tempfile", "urllib", "http",
	"requests", "pip", "multiprocessing", "threading", "_thread", "asyncio", "concurrent", "marshal", "pickle", "_pickle",
	"dill", "cloudpickle", "commands", "signal", "operator", "_operator", "inspect", "pydoc", "site", "venv", "zipimport",
	"ensurepip", "smtplib", "ftplib", "telnetlib", "xmlrpc", "sqlite3", "winreg", "_winapi", "msvcrt",
}

// harmless are the names of builtins that a checkpoint may have.
var harmless = []string{
	"set", "frozenset", "list", "dict", "tuple", "int", "float", "complex", "bool", "str", "bytes", "bytearray", "slice", "range", "object", "long", "unicode",
	"xrange", "type", "NoneType", "print", "len", "sum", "min", "max", "abs", "round", "sorted",
}

// runs reports whether Python would run something of the file's choice.
func runs(module, name string) bool {
	first, _, _ := strings.Cut(module, ".")
	if first == "builtins" || first == "__builtin__" {
		return !slices.Contains(harmless, name)
	}
	return slices.Contains(runners, first)
}

// pushName is where a pickle is refused that would run something in Python.
func (m *machine) pushName(module, name string) error {
	g := global(module + "." + name)
	if runs(module, name) {
		return fmt.Errorf("%w: got %q, which runs what the file says when Python loads it: do not load it there, and get the weights elsewhere", ErrForbidden, string(g))
	}
	if err := m.budget.take(len(g)+8, 4); err != nil {
		return err
	}
	return m.pushBoxed(g)
}

// reduce calls a constructor with a tuple of arguments, in name only unless it
// makes a tensor.
func (m *machine) reduce() error {
	values, err := m.pop(2)
	if err != nil {
		return err
	}
	arguments, isTuple := values[1].(tuple)
	constructor, isName := values[0].(global)
	if _, isObject := values[0].(*object); isObject && isTuple { // what a call has made is called
		return m.pushObject("object")
	}
	if !isName || !isTuple {
		return fmt.Errorf("%w: got a call of a %s with a %s, want a name and a tuple", ErrFormat, typeName(values[0]), typeName(values[1]))
	}
	return m.call(constructor, arguments)
}

func (m *machine) call(constructor global, arguments tuple) error {
	switch {
	case constructor == orderedDict && len(arguments) == 0:
		return m.pushDict()
	case constructor == size && len(arguments) == 1:
		return m.push(arguments[0])
	case constructor == rebuildTensor1, constructor == rebuildTensor, constructor == rebuildTensor3:
		return m.pushTensor(constructor, arguments)
	case constructor == rebuildParameter && len(arguments) == 3, constructor == rebuildWithState && len(arguments) == 4:
		if _, ok := arguments[0].(*tensor); ok {
			return m.push(arguments[0])
		}
	case constructor == rebuildFromType && len(arguments) == 4:
		inner, isName := arguments[0].(global)
		of, isTuple := arguments[2].(tuple)
		if isName && isTuple && inner != rebuildFromType {
			return m.call(inner, of)
		}
	case constructor == rebuildQuantised:
		return m.pushOdd(quantised)
	case strings.HasPrefix(string(constructor), rebuilders):
		return m.pushOdd(special)
	default:
		return m.pushObject(constructor)
	}
	return fmt.Errorf("%w: got a call of %s with %d arguments, want a constructor and its own", ErrFormat, constructor, len(arguments))
}

// newObject makes an object of a class and arguments, in name only; keywords
// says whether there are some too.
func newObject(keywords bool) func(*machine) error {
	return func(m *machine) error {
		n := 2
		if keywords {
			n = 3
		}
		values, err := m.pop(n)
		if err != nil {
			return err
		}
		class, ok := values[0].(global)
		if !ok {
			return fmt.Errorf("%w: got an object of a %s, want a class", ErrFormat, typeName(values[0]))
		}
		if arguments, ok := values[1].(tuple); ok && class == orderedDict {
			return m.call(class, arguments)
		}
		return m.pushObject(class)
	}
}

func (m *machine) pushObject(class global) error {
	if err := m.budget.take(1, sizeObject); err != nil {
		return err
	}
	return m.push(&object{class: class})
}

func (m *machine) pushOdd(what string) error {
	if err := m.budget.take(1, sizeTensor); err != nil {
		return err
	}
	return m.push(&tensor{odd: what})
}

// pushTensor takes the arguments of _rebuild_tensor_v2: storage, offset, shape,
// strides, requires_grad, hooks and, in later versions, metadata. The first
// version ends after the strides, the third has the type before the metadata.
func (m *machine) pushTensor(constructor global, arguments tuple) error {
	fewest, most := 6, 7
	switch constructor {
	case rebuildTensor1:
		fewest, most = 4, 4
	case rebuildTensor3:
		fewest, most = 7, 8
	}
	if len(arguments) < fewest || len(arguments) > most {
		return fmt.Errorf("%w: got a tensor of %d arguments, want %d or %d", ErrFormat, len(arguments), fewest, most)
	}
	s, isStorage := arguments[0].(*storage)
	offset, isOffset := arguments[1].(int)
	shape, isShape := arguments[2].(tuple)
	strides, isStrides := arguments[3].(tuple)
	if !isStorage || !isOffset || !isShape || !isStrides {
		return fmt.Errorf("%w: got a tensor of a %s, a %s, a %s and a %s, want a storage, an int and two tuples",
			ErrFormat, typeName(arguments[0]), typeName(arguments[1]), typeName(arguments[2]), typeName(arguments[3]))
	}
	if err := m.budget.take(1, sizeTensor); err != nil {
		return err
	}
	t := &tensor{storage: s, kind: s.kind, offset: offset, shape: shape, strides: strides}
	if constructor == rebuildTensor3 {
		name, _ := arguments[6].(global)
		var ok bool
		if t.kind, ok = kindNamed(name); !ok {
			return fmt.Errorf("%w: got a tensor of %s, want one of PyTorch's types", ErrFormat, describe(arguments[6]))
		}
	}
	if len(arguments) == most && most > fewest {
		t.negative = flag(arguments[most-1], "neg")
	}
	return m.push(t)
}

// flag returns an entry of a tensor's metadata: "neg" for a view that changes
// the sign, "conj" for one that does so with imaginary parts.
func flag(metadata any, name string) bool {
	d, ok := metadata.(*dict)
	if !ok {
		return false
	}
	for _, p := range d.pairs {
		if p.key == name && p.value == true {
			return true
		}
	}
	return false
}
