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
	found, rest, err := f.readPaths(root)
	f.Layers = append(found, rest...)
	return f, err
}

// Names of groups in a file of weights.
const (
	varsName = "vars"
	// seedGenerator is the state of a random layer, such as Dropout. It is not a
	// weight.
	seedGenerator = "seed_generator"
	// dependencies is what Keras 2.11 called layers.
	dependencies = "_layer_checkpoint_dependencies"
)

// layersName returns the group of a model's layers, "" if there is none.
func layersName(root *hdf5.Group) string {
	for _, name := range []string{"layers", dependencies} {
		if root.Has(name) {
			return name
		}
	}
	return ""
}

// isWeights reports whether a root is that of a file of weights: it has
// layers, or attributes of a model that have weights.
func isWeights(root *hdf5.Group) bool {
	if layersName(root) != "" {
		return true
	}
	for _, name := range root.Names() {
		if kind, err := root.Kind(name); err != nil || kind != hdf5.IsGroup {
			continue
		}
		if g, err := root.Group(name); err == nil && g.Has(varsName) {
			return true
		}
	}
	return false
}

// readPaths reads every layer of a file of weights, sorted by class and
// number, and the rest: what the model has as attributes. A layer that has no
// name in the file (Keras 2) has its path's.
func (f *File) readPaths(root *hdf5.Group) (layers, rest []Layer, err error) {
	if f.Name, err = modelName(root); err != nil {
		return nil, nil, err
	}
	if err := f.readRecord(root); err != nil {
		return nil, nil, err
	}
	for _, name := range root.Names() {
		switch name {
		case "optimizer":
			f.Optimizer, err = hasVars(root, name)
		case "metrics", "compile_metrics", "_compile_metrics", "_metrics", "loss_tracker":
			f.State = append(f.State, name)
		case varsName:
			err = f.looseWeights(root)
		case layersName(root):
			layers, err = f.readLayers(root, name, name, 0)
		default:
			rest, err = f.appendPart(rest, root, name, name, 0)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return layers, rest, nil
}

// readLayers reads a group that has one group for each layer.
func (f *File) readLayers(parent *hdf5.Group, name, path string, depth int) (layers []Layer, err error) {
	group, err := parent.Group(name)
	if err != nil {
		return nil, err
	}
	names := group.Names()
	slices.SortStableFunc(names, func(a, b string) int {
		classA, numberA := splitNumber(a)
		classB, numberB := splitNumber(b)
		return cmp.Or(cmp.Compare(classA, classB), cmp.Compare(numberA, numberB))
	})
	for _, name := range names {
		before := len(layers)
		if layers, err = f.appendPart(layers, group, name, path+"/"+name, depth); err != nil {
			return nil, err
		}
		if len(layers) > before {
			layers[before].Class, _ = splitNumber(name)
		}
	}
	return layers, nil
}

// maxNesting is how deep layers may be within layers.
const maxNesting = 8

// appendPart reads what a name in a group stands for, if it is a layer.
func (f *File) appendPart(layers []Layer, parent *hdf5.Group, name, path string, depth int) ([]Layer, error) {
	kind, err := parent.Kind(name)
	if err != nil {
		return nil, err
	}
	if kind != hdf5.IsGroup {
		f.unread(path + ": an array or a link that is part of no layer")
		return layers, nil
	}
	if depth > maxNesting {
		return nil, fmt.Errorf("%.200s: got layers within layers, more than %d deep: %w", path, maxNesting, hdf5.ErrUnsupported)
	}
	g, err := parent.Group(name)
	if err != nil {
		return nil, err
	}
	l := Layer{Name: name, Path: path, Place: g.Place()}
	for _, part := range g.Names() {
		below := path + "/" + part
		switch part {
		case varsName:
			err = l.readVars(g)
		case seedGenerator:
			f.State = append(f.State, below)
		case "layers":
			var inner []Layer
			inner, err = f.readLayers(g, part, below, depth+1)
			l.Layers = append(l.Layers, inner...)
		default:
			l.Layers, err = f.appendPart(l.Layers, g, part, below, depth+1)
		}
		if err != nil {
			return nil, err
		}
	}
	return append(layers, l), nil
}

// readVars reads a layer's name and its weights: those that are numbered, then
// those that a class of one's own has named.
func (l *Layer) readVars(g *hdf5.Group) error {
	vars, err := g.Group(varsName)
	if err != nil {
		return err
	}
	l.Place = max(l.Place, vars.Place())
	own, err := text(vars, "name")
	if err != nil {
		return err
	}
	l.Name = cmp.Or(own, l.Name)
	var numbered, named []string
	for _, name := range vars.Names() {
		if n, err := strconv.Atoi(name); err == nil && n >= 0 {
			numbered = append(numbered, strconv.Itoa(len(numbered)))
		} else {
			named = append(named, name)
		}
	}
	for _, name := range append(numbered, named...) {
		a, err := readArray(vars, name, l.Path+"/vars/"+name)
		if err != nil {
			return err
		}
		l.Weights = append(l.Weights, a)
	}
	return nil
}

// modelName returns what the model's own group says.
func modelName(root *hdf5.Group) (string, error) {
	if !root.Has(varsName) {
		return "", nil
	}
	g, err := root.Group(varsName)
	if err != nil {
		return "", err
	}
	return text(g, "name")
}

// looseWeights lists weights that are the model's and of no layer.
func (f *File) looseWeights(root *hdf5.Group) error {
	g, err := root.Group(varsName)
	if err != nil {
		return err
	}
	if n := len(g.Names()); n > 0 {
		f.unread(fmt.Sprintf("%s: %d weights of the model itself, of no layer", varsName, n))
	}
	return nil
}

// maxUnread is how many lines of what is not read are kept.
const maxUnread = 64

func (f *File) unread(line string) {
	if len(f.Unread) < maxUnread {
		f.Unread = append(f.Unread, fmt.Sprintf("%.200s", line))
	}
}

// hasVars reports whether a part of the model, which need not be there, has
// state.
func hasVars(root *hdf5.Group, name string) (bool, error) {
	g, err := root.Group(name)
	if err != nil || !g.Has(varsName) {
		return false, err
	}
	vars, err := g.Group(varsName)
	return err == nil && len(vars.Names()) > 0, err
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
