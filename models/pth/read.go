package pth

import (
	"bytes"
	"fmt"
	"math"

	"digits/models/weights"
)

// Recognize tells by content whether data is likely a file of this format: a
// zip archive with a data.pkl, or the legacy format's magic number.
func Recognize(data []byte) bool {
	if isLegacy(data) {
		return true
	}
	return bytes.HasPrefix(data, []byte(localSignature)) && bytes.Contains(data, []byte("/data.pkl"))
}

// Read returns the state dict of a file in either format, or the one that a
// checkpoint has under model_state_dict or state_dict. Views become arrays of
// their own, row-major; float16, bfloat16 and float64 are converted to
// float32.
//
// What is allocated stays below the length of data and 8 MiB, for half
// precision below twice the length; a file that wants more gets ErrTooLarge.
// A pickle that names anything but tensors gets ErrForbidden.
func Read(data []byte) (*File, error) {
	if len(data) > math.MaxInt32 {
		return nil, fmt.Errorf("pth: %w: got %d bytes, want at most 2 GiB", ErrTooLarge, len(data))
	}
	b := newBudget(data)
	if isLegacy(data) {
		return readLegacy(data, b)
	}
	if !bytes.HasPrefix(data, []byte(localSignature)) {
		return nil, fmt.Errorf("pth: %w: got neither a zip archive nor the legacy format's magic number", ErrFormat)
	}
	return readZip(data, b)
}

func readZip(data []byte, b *budget) (*File, error) {
	a, err := openArchive(data, b)
	if err != nil {
		return nil, err
	}
	if order := a.find("byteorder"); order != nil {
		if text, err := a.read("byteorder"); err != nil || string(text) != "little" {
			return nil, fmt.Errorf("pth: got the byte order %.20q (%v), want little: save it on another machine", text, err)
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
	return assemble(pickle.result, Zip, b, func(s *storage) ([]byte, error) { return a.read("data/" + s.key) })
}

// assemble makes the arrays of a state dict, whose storages open finds. It
// checks all of them before it allocates values for the first.
func assemble(value any, format Format, b *budget, open func(*storage) ([]byte, error)) (*File, error) {
	d, key, optimizer, err := findStateDict(value)
	if err != nil {
		return nil, err
	}
	items, err := d.items(b)
	if err != nil {
		return nil, err
	}
	if err := b.take(len(items), 8+24+80); err != nil { // views, storages and arrays
		return nil, fmt.Errorf("pth: %d arrays: %w", len(items), err)
	}
	views, storages := make([]*view, len(items)), make([][]byte, len(items))
	for i, item := range items {
		if views[i], err = item.tensor.view(b); err == nil {
			storages[i], err = openWhole(item.tensor.storage, open)
		}
		if err != nil {
			return nil, fmt.Errorf("pth: %.100q: %w", item.name, err)
		}
	}
	file := &File{
		Arrays: make([]weights.Array, 0, len(items)),
		Format: format, Key: key, Optimizer: optimizer,
	}
	for i, item := range items {
		v := views[i]
		file.Arrays = append(file.Arrays, weights.Array{Name: item.name, Shape: v.shape, Values: v.values(storages[i]), Type: weights.Saved(v.kind)})
	}
	return file, nil
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
