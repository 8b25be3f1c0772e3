package pth

import (
	"bytes"
	"fmt"
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

// pushName is where a pickle is refused that would run something in Python.
func (m *machine) pushName(module, name string) error {
	g := global(module + "." + name)
	switch g {
	case orderedDict, rebuildTensor, rebuildParameter:
	default:
		if _, ok := storageKinds[g]; !ok {
			return fmt.Errorf("%w: got %q, want tensors alone: if this is a whole module, save its weights with torch.save(model.state_dict(), …)", ErrForbidden, string(g))
		}
	}
	if err := m.budget.take(len(g), 4); err != nil {
		return err
	}
	return m.pushBoxed(g)
}

// reduce calls a constructor with a tuple of arguments.
func (m *machine) reduce() error {
	values, err := m.pop(2)
	if err != nil {
		return err
	}
	constructor, isName := values[0].(global)
	arguments, isTuple := values[1].(tuple)
	if !isName || !isTuple {
		return fmt.Errorf("%w: got a call of a %s with a %s, want a name and a tuple", ErrFormat, typeName(values[0]), typeName(values[1]))
	}
	switch {
	case constructor == orderedDict && len(arguments) == 0:
		return m.pushDict()
	case constructor == rebuildTensor:
		return m.pushTensor(arguments)
	case constructor == rebuildParameter && len(arguments) == 3:
		if _, ok := arguments[0].(*tensor); ok {
			return m.push(arguments[0])
		}
	}
	return fmt.Errorf("%w: got a call of %s with %d arguments, want a constructor and its own", ErrFormat, constructor, len(arguments))
}

// pushTensor takes the arguments of _rebuild_tensor_v2: storage, offset,
// shape, strides, requires_grad, hooks and, in later versions, metadata.
func (m *machine) pushTensor(arguments tuple) error {
	if len(arguments) != 6 && len(arguments) != 7 {
		return fmt.Errorf("%w: got a tensor of %d arguments, want 6 or 7", ErrFormat, len(arguments))
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
	return m.push(&tensor{s, offset, shape, strides})
}

// pushStorage takes the tuple that torch.save puts in the place of a storage:
// "storage", type, key, location, elements and, in the legacy format, a view,
// which no PyTorch since 0.4 has written.
func (m *machine) pushStorage() error {
	id, err := topAs[tuple](m)
	if err != nil {
		return err
	}
	m.stack = m.stack[:len(m.stack)-1]
	want := 5
	if m.format == Legacy {
		want = 6
	}
	if len(id) != want || id[0] != "storage" || (want == 6 && id[5] != nil) {
		return fmt.Errorf("%w: got a storage of %d values, want %d that begin with \"storage\"", ErrFormat, len(id), want)
	}
	kind, isKind := id[1].(global)
	key, isKey := id[2].(string)
	elements, isElements := id[4].(int)
	if _, ok := storageKinds[kind]; !ok || !isKind || !isKey || !isElements || elements < 0 {
		return fmt.Errorf("%w: got a storage of a %s, a %s and a %s, want a storage type, a str and an int of at least 0",
			ErrFormat, typeName(id[1]), typeName(id[2]), typeName(id[4]))
	}
	if err := m.budget.take(1, sizeStorage); err != nil {
		return err
	}
	s := &storage{storageKinds[kind], key, elements}
	if m.storages, err = push(m.budget, 8, m.storages, s); err != nil {
		return err
	}
	return m.push(s)
}
