package h5

import (
	"fmt"

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
	}
	return refuseTopLevel(group)
}

// topLevel is the group of weights that belong to the model and to no layer.
const topLevel = "top_level_model_weights"

// refuseTopLevel reports such weights: a chain of layers has none.
func refuseTopLevel(group *hdf5.Group) error {
	if !group.Has(topLevel) {
		return nil
	}
	g, err := group.Group(topLevel)
	if err != nil {
		return err
	}
	paths, err := attributeList(g, "weight_names")
	if err == nil && len(paths) > 0 {
		err = fmt.Errorf("%s: got %d weights of no layer, want none: %w", topLevel, len(paths), hdf5.ErrUnsupported)
	}
	return err
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
	return t, nil
}
