package hdf5

import (
	"fmt"
	"strings"

	"digits/models/weights"
)

// Tree is a group to be written: its attributes in order, its groups and
// datasets by name. The zero value is an empty group.
type Tree struct {
	Attributes []Attribute
	Groups     map[string]*Tree
	Datasets   map[string]weights.Array // the arrays' own names are not used
}

// Attribute is a string or an array of strings, written as h5py writes it.
type Attribute struct {
	Name   string
	Values []string
	// Scalar says that it is one string and not an array.
	Scalar bool
	// UTF8 is what the character set is said to be: h5py says so for str, and
	// ASCII for bytes.
	UTF8 bool
	// Fixed pads the strings to one length and puts them in the header, which
	// has no room for more than 64 KiB. Otherwise only references are there.
	Fixed bool
}

// Group returns the group at a path, names parted by slashes, and makes what
// is not there yet.
func (t *Tree) Group(path string) (*Tree, error) {
	for name := range strings.SplitSeq(path, "/") {
		if err := t.check(name); err != nil {
			return nil, err
		}
		if _, ok := t.Datasets[name]; ok {
			return nil, fmt.Errorf("hdf5: write: %q in %q: got a group, there is a dataset of that name", name, path)
		}
		if t.Groups == nil {
			t.Groups = map[string]*Tree{}
		}
		if t.Groups[name] == nil {
			t.Groups[name] = &Tree{}
		}
		t = t.Groups[name]
	}
	return t, nil
}

// Put puts an array at a path.
func (t *Tree) Put(path string, a weights.Array) error {
	name := path
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		var err error
		if t, err = t.Group(path[:i]); err != nil {
			return err
		}
		name = path[i+1:]
	}
	if err := t.check(name); err != nil {
		return err
	}
	if _, ok := t.Datasets[name]; ok || t.Groups[name] != nil {
		return fmt.Errorf("hdf5: write: %q: there are two of that name", path)
	}
	if err := a.Check(); err != nil {
		return fmt.Errorf("hdf5: write: %q: %w", path, err)
	}
	if len(a.Shape) > maxRank {
		return fmt.Errorf("hdf5: write: %q: got %d dimensions, want at most %d", path, len(a.Shape), maxRank)
	}
	if t.Datasets == nil {
		t.Datasets = map[string]weights.Array{}
	}
	t.Datasets[name] = a
	return nil
}

// check reports a name that HDF5 has no way to write, or to find again: a dot
// means the group itself.
func (t *Tree) check(name string) error {
	if name == "" || name == "." || strings.ContainsRune(name, 0) {
		return fmt.Errorf("hdf5: write: got the name %q, want one that is not empty, not a dot, and without zero bytes", name)
	}
	return nil
}
