package h5

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"digits/models/h5/hdf5"
	"digits/models/weights"
)

// treePaths is the counterpart of readPaths.
func (f *File) treePaths() (*hdf5.Tree, error) {
	name, _, err := f.model()
	if err != nil {
		return nil, err
	}
	t := &hdf5.Tree{}
	if _, err := t.Group("layers"); err != nil {
		return nil, err
	}
	if err := putVars(t, "vars", cmp.Or(f.Name, name, "sequential"), nil); err != nil {
		return nil, err
	}
	var paths pathCounter
	for _, l := range f.Layers {
		if snakeCase(l.Class) == "" {
			return nil, fmt.Errorf("write: layer %q has no class: say which, such as Dense", l.Name)
		}
		if err := putVars(t, "layers/"+paths.next(l.Class)+"/vars", l.Name, l.Weights); err != nil {
			return nil, err
		}
	}
	f.putRecord(t)
	return t, nil
}

// putVars writes a part's name and its weights by number.
func putVars(t *hdf5.Tree, path, name string, arrays []weights.Array) error {
	g, err := t.Group(path)
	if err != nil {
		return err
	}
	g.Attributes = []hdf5.Attribute{{Name: "name", Values: []string{name}, Scalar: true, UTF8: true}}
	for i, a := range arrays {
		if err := g.Put(strconv.Itoa(i), a); err != nil {
			return err
		}
	}
	return nil
}

// splitNumber parts dense_1 into dense and 1; dense is dense and 0.
func splitNumber(name string) (class string, number int) {
	if i := strings.LastIndexByte(name, '_'); i > 0 {
		n, err := strconv.Atoi(name[i+1:])
		if err == nil && n > 0 && name[i+1:] == strconv.Itoa(n) {
			return name[:i], n
		}
	}
	return name, 0
}
