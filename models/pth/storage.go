package pth

import (
	"fmt"
	"strings"
)

// storageKinds has the storages that tensors may have; old files from a GPU
// name them in torch.cuda. The quantised ones, and those of complex numbers,
// are known in order to be named.
var storageKinds = map[global]storageKind{
	"torch.HalfStorage":            {"float16", 2},
	"torch.BFloat16Storage":        {"bfloat16", 2},
	"torch.FloatStorage":           {"float32", 4},
	"torch.DoubleStorage":          {"float64", 8},
	"torch.BoolStorage":            {"bool", 1},
	"torch.ByteStorage":            {"uint8", 1},
	"torch.CharStorage":            {"int8", 1},
	"torch.ShortStorage":           {"int16", 2},
	"torch.IntStorage":             {"int32", 4},
	"torch.LongStorage":            {"int64", 8},
	"torch.ComplexFloatStorage":    {"complex64", 8},
	"torch.ComplexDoubleStorage":   {"complex128", 16},
	"torch.QInt8Storage":           {"qint8", 1},
	"torch.QUInt8Storage":          {"quint8", 1},
	"torch.QInt32Storage":          {"qint32", 4},
	"torch.QUInt4x2Storage":        {"quint4x2", 1},
	"torch.QUInt2x4Storage":        {"quint2x4", 1},
	"torch.storage.UntypedStorage": untyped,
	"torch.UntypedStorage":         untyped,
	"torch.cuda.HalfStorage":       {"float16", 2},
	"torch.cuda.BFloat16Storage":   {"bfloat16", 2},
	"torch.cuda.FloatStorage":      {"float32", 4},
	"torch.cuda.DoubleStorage":     {"float64", 8},
	"torch.cuda.BoolStorage":       {"bool", 1},
	"torch.cuda.ByteStorage":       {"uint8", 1},
	"torch.cuda.CharStorage":       {"int8", 1},
	"torch.cuda.ShortStorage":      {"int16", 2},
	"torch.cuda.IntStorage":        {"int32", 4},
	"torch.cuda.LongStorage":       {"int64", 8},
}

// untyped is a storage of bytes, whose tensors say their types themselves.
var untyped = storageKind{"bytes", 1}

// laterKinds are the types that came after PyTorch's typed storages.
var laterKinds = map[global]storageKind{
	"torch.uint16":          {"uint16", 2},
	"torch.uint32":          {"uint32", 4},
	"torch.uint64":          {"uint64", 8},
	"torch.float8_e4m3fn":   {"float8_e4m3fn", 1},
	"torch.float8_e4m3fnuz": {"float8_e4m3fnuz", 1},
	"torch.float8_e5m2":     {"float8_e5m2", 1},
	"torch.float8_e5m2fnuz": {"float8_e5m2fnuz", 1},
}

// kindNamed returns the element type of a name such as torch.uint16.
func kindNamed(g global) (storageKind, bool) {
	if kind, ok := laterKinds[g]; ok {
		return kind, true
	}
	for _, kind := range storageKinds {
		if "torch."+kind.dtype == string(g) && kind != untyped {
			return kind, true
		}
	}
	return storageKind{}, false
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
	if m.format == Legacy && len(id) > 0 && id[0] == "module" {
		return m.pushModuleSource(id)
	}
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

// pushModuleSource takes the tuple that the legacy format puts in the place of
// a module's class: "module", the class, and its source.
func (m *machine) pushModuleSource(id tuple) error {
	class, ok := global(""), false
	if len(id) > 1 {
		class, ok = id[1].(global)
	}
	if !ok {
		return fmt.Errorf("%w: got a module without a class, want one", ErrFormat)
	}
	return m.pushBoxed(class)
}

// describe says what a tensor is, in a few words.
func (t *tensor) describe() string {
	if t.odd != "" {
		return t.odd
	}
	var shape []string
	for _, d := range t.shape[:min(len(t.shape), 8)] {
		shape = append(shape, describe(d))
	}
	return fmt.Sprintf("a tensor of %s [%s]", t.kind.dtype, strings.Join(shape, " "))
}
