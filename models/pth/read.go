package pth

import (
	"bytes"
	"errors"
	"fmt"
	"math"

	"digits/models/weights"
)

// Recognize tells by content whether data is likely a file of PyTorch: a zip
// archive as torch.save, torch.jit.save and torch.export.save make it, or the
// legacy format's magic number. Only the first is read.
func Recognize(data []byte) bool {
	if isLegacy(data) {
		return true
	}
	if !bytes.HasPrefix(data, []byte(localSignature)) {
		return false
	}
	for _, name := range []string{"/data.pkl", "archive_format", exportedProgram} {
		if bytes.Contains(data, []byte(name)) {
			return true
		}
	}
	return false
}

// Read returns the state dict of a file in either format, or the one that a
// checkpoint has: under model_state_dict, state_dict, model and the like, or
// wherever the only dict with weights stands. Views become arrays of their
// own, row-major; other floating-point types and integers are converted to
// float32. What else is in the file is listed, and no class of Python's is made.
//
// What is allocated stays below the length of data and 8 MiB, for half
// precision below twice the length and for bytes below four times; a file that
// wants more gets ErrTooLarge. A pickle that would run something in Python
// gets ErrForbidden.
func Read(data []byte) (*File, error) {
	file, err := read(data)
	if err != nil {
		return nil, fmt.Errorf("pth: %w", explained(err))
	}
	return file, nil
}

func read(data []byte) (*File, error) {
	if len(data) > math.MaxInt32 {
		return nil, fmt.Errorf("%w: got %d bytes, want at most 2 GiB", ErrTooLarge, len(data))
	}
	b := newBudget(data)
	if isLegacy(data) {
		return readLegacy(data, b)
	}
	if !bytes.HasPrefix(data, []byte(localSignature)) {
		return nil, fmt.Errorf("%w: got neither a zip archive nor the legacy format's magic number", ErrFormat)
	}
	return readZip(data, b)
}

// explained ends an error in the format's own words with what to do.
func explained(err error) error {
	switch {
	case errors.Is(err, ErrFormat):
		return fmt.Errorf("%w: if it was cut or damaged, get it again; else save it again with torch.save(model.state_dict(), \"weights.pth\")", err)
	case errors.Is(err, ErrTooLarge):
		return fmt.Errorf("%w: save the weights alone with torch.save(model.state_dict(), \"weights.pth\")", err)
	}
	return err
}

func readZip(data []byte, b *budget) (*File, error) {
	a, err := openArchive(data, b)
	if err != nil {
		return nil, err
	}
	if err := a.checkKind(); err != nil {
		return nil, err
	}
	if order := a.find("byteorder"); order != nil {
		if text, err := a.read("byteorder"); err != nil || string(text) != "little" {
			return nil, fmt.Errorf("got the byte order %.20q (%v), want little: save it on another machine", text, err)
		}
	}
	program, err := a.read("data.pkl")
	if err != nil {
		return nil, err
	}
	pickle, err := unpickle(program, Zip, b)
	if err != nil {
		return nil, err
	}
	f, err := assemble(pickle.result, Zip, b, func(s *storage) ([]byte, error) { return a.read("data/" + s.key) })
	if err == nil {
		f.Record, err = a.record()
	}
	return f, err
}

// record returns what WriteWith has written, nil for nothing. It is known by its
// content: a name that was damaged would else be one of no record.
func (a *archive) record() ([]byte, error) {
	for i := range a.entries {
		e := &a.entries[i]
		if bytes.HasPrefix(e.name, []byte(a.prefix+"data/")) || string(e.name) == a.prefix+"data.pkl" {
			continue
		}
		content, err := a.readEntry(e)
		switch {
		case err != nil:
			return nil, err
		case !bytes.HasPrefix(content, []byte(`{"`)) || !bytes.Contains(content, []byte(recordMark)):
		case len(content) > maxRecord:
			return nil, fmt.Errorf("%w: %.100q has %d bytes, want at most %d", ErrTooLarge, e.name, len(content), maxRecord)
		default:
			return bytes.Clone(content), nil
		}
	}
	return nil, nil
}

// maxRecord is how long a record may be: its layers have statistics of each pixel.
const maxRecord = 256 << 10

// exportedProgram is what torch.export.save called its one file until PyTorch
// 2.7; since then there is a file of the archive's format.
const exportedProgram = "serialized_exported_program.json"

// checkKind reports an archive of PyTorch's that torch.save has not made.
func (a *archive) checkKind() error {
	switch {
	case a.find("archive_format") != nil || a.find(exportedProgram) != nil:
		return errors.New("got an exported program (torch.export, .pt2), want a state dict: in Python, torch.save(torch.export.load(path).state_dict, \"weights.pth\")")
	case a.find("constants.pkl") != nil:
		return errors.New("got a TorchScript archive, want a state dict: in Python, torch.save(torch.jit.load(path).state_dict(), \"weights.pth\")")
	case a.find(".data/extern_modules") != nil:
		return errors.New("got a torch.package archive, want a state dict: load it in Python, and torch.save(model.state_dict(), \"weights.pth\")")
	}
	return nil
}

// assemble makes the arrays of a state dict, whose storages open finds. It
// checks all of them before it allocates values for the first.
func assemble(value any, format Format, b *budget, open func(*storage) ([]byte, error)) (*File, error) {
	c, err := search(value, b)
	if err != nil {
		return nil, err
	}
	if len(c.groups) == 0 {
		return nil, c.nothing(value)
	}
	s, err := c.choose()
	if err != nil {
		return nil, err
	}
	if err := s.unique(b); err != nil {
		return nil, err
	}
	file := &File{Format: format, Key: s.key, Optimizer: c.optimizer, Modules: s.modules, Unread: c.rest}
	file.Arrays, err = arrays(s.items, b, open)
	return file, err
}

func arrays(items []item, b *budget, open func(*storage) ([]byte, error)) ([]weights.Array, error) {
	if err := b.take(len(items), 8+24+80); err != nil { // views, storages and arrays
		return nil, fmt.Errorf("%d arrays: %w", len(items), err)
	}
	views, storages := make([]*view, len(items)), make([][]byte, len(items))
	for i, item := range items {
		var err error
		if views[i], err = item.tensor.view(b); err == nil {
			storages[i], err = openWhole(item.tensor.storage, open)
		}
		if err != nil {
			return nil, fmt.Errorf("%.100q: %w", item.name, err)
		}
	}
	made := make([]weights.Array, 0, len(items))
	for i, item := range items {
		v := views[i]
		made = append(made, weights.Array{Name: item.name, Shape: v.shape, Values: v.values(storages[i]), Type: weights.Saved(v.kind)})
	}
	return made, nil
}

func openWhole(s *storage, open func(*storage) ([]byte, error)) ([]byte, error) {
	data, err := open(s)
	if err != nil {
		return nil, err
	}
	if s.elements > len(data) || s.elements*s.kind.size != len(data) {
		return nil, fmt.Errorf("%w: got a storage of %d bytes, want %d elements of %d bytes", ErrFormat, len(data), s.elements, s.kind.size)
	}
	return data, nil
}
