package h5

import (
	"fmt"
	"strings"

	"digits/models/h5/hdf5"
	"digits/models/weights"
)

// maxTraining is how long training_config may be.
const maxTraining = 256 << 10

// readModel reads .h5: configuration at the root, and the weights by name
// below model_weights.
func readModel(root *hdf5.Group) (*File, error) {
	f := &File{Format: Model, Optimizer: root.Has("optimizer_weights")}
	var err error
	if f.Config, err = document(root, "model_config", maxConfig); err != nil {
		return nil, err
	}
	if f.TrainingConfig, err = document(root, "training_config", maxTraining); err != nil {
		return nil, err
	}
	if err := f.readRecord(root); err != nil {
		return nil, err
	}
	for _, name := range root.Names() {
		if name != "model_weights" && name != "optimizer_weights" {
			f.unread(name + ": a group that is part of no layer")
		}
	}
	group, err := root.Group("model_weights")
	if err != nil {
		return nil, err
	}
	layers, err := attributeList(group, "layer_names")
	if err != nil {
		return nil, err
	}
	if err := f.readByName(group, layers); err != nil {
		return nil, err
	}
	return f, f.classify()
}

// readByName reads the layers of a group that lists them in layer_names, each
// of which lists its weights in weight_names.
func (f *File) readByName(group *hdf5.Group, names []string) (err error) {
	if f.KerasVersion, err = text(group, "keras_version"); err != nil {
		return err
	}
	if f.Backend, err = text(group, "backend"); err != nil {
		return err
	}
	f.Layers = make([]Layer, len(names))
	for i, name := range names {
		f.Layers[i].Name = name
		g, err := group.Group(name)
		if err != nil {
			return err
		}
		paths, err := attributeList(g, "weight_names")
		if err != nil {
			return err
		}
		f.Layers[i].Weights = make([]weights.Array, len(paths))
		for j, path := range paths {
			if f.Layers[i].Weights[j], err = readArray(g, path, path); err != nil {
				return err
			}
		}
		f.beside(name, g, paths)
	}
	return f.remaining(group, names)
}

// topLevel is the group of weights that belong to the model and to no layer.
const topLevel = "top_level_model_weights"

// remaining lists what is beside the layers: groups that are no layer's, and
// weights of the model itself.
func (f *File) remaining(group *hdf5.Group, names []string) error {
	listed := make(map[string]bool, len(names))
	for _, name := range names {
		first, _, _ := strings.Cut(name, "/")
		listed[first] = true
	}
	for _, name := range group.Names() {
		if name == topLevel && !listed[name] {
			g, err := group.Group(topLevel)
			if err != nil {
				return err
			}
			paths, err := attributeList(g, "weight_names")
			if err != nil {
				return err
			}
			if len(paths) > 0 {
				f.unread(fmt.Sprintf("%s: %d weights of the model itself, of no layer", topLevel, len(paths)))
			}
		} else if !listed[name] {
			f.unread(name + ": a group that is not in the list of layers")
		}
	}
	return nil
}

// beside lists what a layer's group has that is not in its list of weights.
func (f *File) beside(layer string, g *hdf5.Group, paths []string) {
	listed := make(map[string]bool, len(paths))
	for _, path := range paths {
		first, _, _ := strings.Cut(path, "/")
		listed[first] = true
	}
	for _, name := range g.Names() {
		if !listed[name] {
			f.unread(layer + "/" + name + ": not in the layer's list of weights")
		}
	}
}

// readArray reads the dataset at a path below a group.
func readArray(g *hdf5.Group, path, name string) (weights.Array, error) {
	d, err := g.Dataset(path)
	if err != nil {
		return weights.Array{}, err
	}
	values, err := d.Float32s()
	return weights.Array{Name: name, Shape: d.Shape, Values: values, Type: weights.Saved(d.Type())}, err
}

// classify takes the layers' classes, and the model's name, from the
// configuration.
func (f *File) classify() error {
	name, layers, err := f.model()
	if err != nil {
		return err
	}
	f.Name = name
	classes := make(map[string]string, len(layers))
	for _, l := range layers {
		classes[l.Config.Name] = l.Class
	}
	for i := range f.Layers {
		f.Layers[i].Class = classes[f.Layers[i].Name]
	}
	return nil
}

// treeByName is the counterpart of readByName.
func (f *File) treeByName() (*hdf5.Tree, error) {
	names := make([]string, len(f.Layers))
	t := &hdf5.Tree{}
	for i, l := range f.Layers {
		names[i] = l.Name
		g, err := t.Group(l.Name)
		if err != nil {
			return nil, err
		}
		if len(g.Attributes) > 0 {
			return nil, fmt.Errorf("write: there are two layers named %q", l.Name)
		}
		paths := make([]string, len(l.Weights))
		for j, w := range l.Weights {
			paths[j] = w.Name
			if err := g.Put(w.Name, w); err != nil {
				return nil, err
			}
		}
		if g.Attributes, err = listAttributes("weight_names", paths); err != nil {
			return nil, err
		}
	}
	top, err := t.Group(topLevel)
	if err != nil {
		return nil, err
	}
	if len(top.Attributes) > 0 {
		return nil, fmt.Errorf("write: no layer may be named %s", topLevel)
	}
	top.Attributes = []hdf5.Attribute{{Name: "weight_names"}}
	if t.Attributes, err = listAttributes("layer_names", names); err != nil {
		return nil, err
	}
	t.Attributes = append(t.Attributes,
		hdf5.Attribute{Name: "backend", Values: []string{f.backend()}, Scalar: true},
		hdf5.Attribute{Name: "keras_version", Values: []string{f.version()}, Scalar: true})
	return t, nil
}

// treeModel is the counterpart of readModel.
func (f *File) treeModel() (*hdf5.Tree, error) {
	if f.Config == nil {
		return nil, fmt.Errorf("write: a whole model needs a configuration, there is none: write %v", Weights)
	}
	group, err := f.treeByName()
	if err != nil {
		return nil, err
	}
	t := &hdf5.Tree{Groups: map[string]*hdf5.Tree{"model_weights": group}}
	t.Attributes = []hdf5.Attribute{
		{Name: "keras_version", Values: []string{f.version()}, Scalar: true, UTF8: true},
		{Name: "backend", Values: []string{f.backend()}, Scalar: true, UTF8: true},
		{Name: "model_config", Values: []string{string(f.Config)}, Scalar: true},
	}
	if f.TrainingConfig != nil {
		t.Attributes = append(t.Attributes,
			hdf5.Attribute{Name: "training_config", Values: []string{string(f.TrainingConfig)}, Scalar: true})
	}
	f.putRecord(t)
	return t, nil
}

// recordName is the attribute that has File.Record.
const recordName = "digits"

func (f *File) readRecord(root *hdf5.Group) (err error) {
	f.Record, err = document(root, recordName, maxConfig)
	return err
}

func (f *File) putRecord(t *hdf5.Tree) {
	if f.Record != nil {
		t.Attributes = append(t.Attributes, hdf5.Attribute{Name: recordName, Values: []string{string(f.Record)}, Scalar: true})
	}
}
