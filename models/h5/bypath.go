package h5

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"digits/models/h5/hdf5"
	"digits/models/weights"
)

// readWeights reads .weights.h5: layers/dense_1/vars/0 is the first weight of
// the second Dense.
func readWeights(root *hdf5.Group) (*File, error) {
	f := &File{Format: Weights}
	var err error
	f.Layers, err = f.readPaths(root)
	return f, err
}

// readPaths reads every layer of a file of weights, sorted by class and
// number. A layer that has no name in the file (Keras 2) has its path's.
func (f *File) readPaths(root *hdf5.Group) ([]Layer, error) {
	var err error
	if f.Optimizer, err = hasVars(root, "optimizer"); err != nil {
		return nil, err
	}
	if f.Name, err = modelName(root); err != nil {
		return nil, err
	}
	group, err := root.Group("layers")
	if err != nil {
		return nil, err
	}
	names := group.Names()
	slices.SortStableFunc(names, func(a, b string) int {
		classA, numberA := splitNumber(a)
		classB, numberB := splitNumber(b)
		return cmp.Or(cmp.Compare(classA, classB), cmp.Compare(numberA, numberB))
	})
	layers := make([]Layer, len(names))
	for i, name := range names {
		if layers[i], err = readPath(group, name); err != nil {
			return nil, err
		}
	}
	return layers, nil
}

// modelName returns what the model's own group says, which has no weights.
func modelName(root *hdf5.Group) (string, error) {
	if !root.Has("vars") {
		return "", nil
	}
	g, err := root.Group("vars")
	if err != nil {
		return "", err
	}
	if n := len(g.Names()); n > 0 {
		return "", fmt.Errorf("vars: got %d weights of no layer, want none: %w", n, hdf5.ErrUnsupported)
	}
	return text(g, "name")
}

// hasVars reports whether a part of the model, which need not be there, has
// state.
func hasVars(root *hdf5.Group, name string) (bool, error) {
	if !root.Has(name) {
		return false, nil
	}
	g, err := root.Group(name)
	if err != nil || !g.Has("vars") {
		return false, err
	}
	vars, err := g.Group("vars")
	return err == nil && len(vars.Names()) > 0, err
}

// seedGenerator is the state of a random layer, such as Dropout. It is not a
// weight.
const seedGenerator = "seed_generator"

// readPath reads one layer.
func readPath(group *hdf5.Group, name string) (Layer, error) {
	class, _ := splitNumber(name)
	l := Layer{Name: name, Class: class}
	g, err := group.Group(name)
	if err != nil {
		return l, err
	}
	for _, part := range g.Names() {
		if part == "vars" || part == seedGenerator {
			continue
		}
		// A Dense whose activation is a layer without weights, such as ELU, is plain.
		if filled, err := hasVars(g, part); err != nil || filled || part != "activation" {
			return l, fmt.Errorf("layers/%s/%s: got a layer within a layer, want a chain of plain layers: %w", name, part, hdf5.ErrUnsupported)
		}
	}
	if !g.Has("vars") {
		return l, nil
	}
	vars, err := g.Group("vars")
	if err != nil {
		return l, err
	}
	own, err := text(vars, "name")
	if err != nil {
		return l, err
	}
	l.Name = cmp.Or(own, name)
	l.Weights = make([]weights.Array, len(vars.Names()))
	for i := range l.Weights {
		path := strconv.Itoa(i)
		if l.Weights[i], err = readArray(vars, path, "layers/"+name+"/vars/"+path); err != nil {
			return l, err
		}
	}
	return l, nil
}

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
