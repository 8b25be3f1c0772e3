package models

import (
	"cmp"
	"slices"

	"digits/graph"
	"digits/models/onnx"
	"digits/models/weights"
)

// Images of an ONNX file have their channels first, (channels, rows, columns), those of
// our layers last. What reads images is given them so, and what it makes is turned back:
// onnxValue.last is what was turned, so that the next one takes that. Turns that nothing
// else needs are not made.
var (
	channelsLast  = []int{2, 3, 1} // of channels, rows, columns
	channelsFirst = []int{3, 1, 2} // of rows, columns, channels
)

// image returns an input of a node with its channels last.
func (n *onnxNetwork) image(o *onnx.Operator) (*onnxValue, error) {
	v, err := n.value(o, 0)
	if err != nil {
		return nil, err
	}
	if len(v.shape) != 3 || v.whole || v.rows {
		return nil, refuse(o, "reads examples of %v, want images of float32, (channels, rows, columns)", v.shape)
	}
	return n.last(o, v), nil
}

func (n *onnxNetwork) last(o *onnx.Operator, v *onnxValue) *onnxValue {
	shape := []int{v.shape[1], v.shape[2], v.shape[0]}
	switch {
	case v == n.input && shape[2] == 1 && n.readers[n.model.Inputs[0].Name] == 1:
		v.shape = shape // the numbers are in the same order
		return v
	case v.of.last != nil && v.f.elementwise():
		if v.f == argument {
			return v.of.last
		}
		whole := n.cut(v.of.last)
		return &onnxValue{shape: shape, node: v.node, of: whole.of, f: v.f}
	case v.of.cuts != nil && v.f == argument:
		v.of.last = n.cut(n.last(o, v.of.cuts))
		return v.of.last
	}
	make := func(name string) (graph.Layer, []weights.Array, error) {
		if shape[2] == 1 {
			return graph.Reshape{Name: name, Shape: shape}, nil, nil
		}
		return graph.Permute{Name: name, Axes: channelsLast}, nil, nil
	}
	y := &onnxValue{shape: shape, node: o, from: []*onnxValue{v}, make: make, title: "channels_last", f: argument, wires: map[string]string{}}
	y.of = y
	return y
}

// elementwise reports a formula whose numbers are each of one number.
func (f *formula) elementwise() bool {
	if slices.Contains([]string{"softmax", "logsoftmax", "half", "sorted", "cumulated", "rowmax", "byrank"}, f.op) {
		return false
	}
	return !slices.ContainsFunc(f.of, func(g *formula) bool { return !g.elementwise() })
}

// imageOutput is output for a layer that makes images, whose shape has the channels last.
func (n *onnxNetwork) imageOutput(o *onnx.Operator, title string, shape []int, make func(name string) (graph.Layer, []weights.Array, error), from ...*onnxValue) error {
	if err := n.output(o, title, shape, make, from...); err != nil {
		return err
	}
	made := n.values[o.Outputs[0]]
	err := n.layer(o, "channels_first", []int{shape[2], shape[0], shape[1]}, func(name string) graph.Layer {
		return graph.Permute{Name: name, Axes: channelsFirst}
	}, made)
	if err == nil {
		n.values[o.Outputs[0]].last = made
	}
	return err
}

// windows reads where the windows of a convolution or a pool lie, and how many rows and
// columns of them there are.
func (n *onnxNetwork) windows(o *onnx.Operator, v *onnxValue, size []int) (stride, dilation [2]int, padding graph.Padding, out [2]int, err error) {
	strides, dilations, pads := o.Ints("strides", []int{1, 1}), o.Ints("dilations", []int{1, 1}), o.Ints("pads", []int{0, 0, 0, 0})
	if len(size) != 2 || len(strides) != 2 || len(dilations) != 2 || len(pads) != 4 || slices.Min(slices.Concat(size, strides, dilations)) < 1 || slices.Min(pads) < 0 ||
		slices.Max(slices.Concat(size, strides, dilations, pads)) > maxWindow {
		return stride, dilation, padding, out, refuse(o, "has windows of %v, strides %v, dilations %v and pads %v, want two sizes of each, and four pads", size, strides, dilations, pads)
	}
	same := false
	switch auto := o.Text("auto_pad", "NOTSET"); auto {
	case "NOTSET", "":
	case "VALID":
		pads = []int{0, 0, 0, 0}
	case "SAME_UPPER":
		same = true
	default:
		return stride, dilation, padding, out, refuse(o, "auto_pad is %.40s, want NOTSET, VALID or SAME_UPPER: export the network with pads", auto)
	}
	for i := range 2 {
		stride[i], dilation[i] = strides[i], dilations[i]
		padding.Before[i], padding.After[i] = pads[i], pads[2+i]
		room := v.shape[i] + pads[i] + pads[2+i] - dilations[i]*(size[i]-1) - 1
		if out[i] = room/strides[i] + 1; same {
			out[i] = (v.shape[i] + strides[i] - 1) / strides[i]
		} else if room < 0 {
			return stride, dilation, padding, out, refuse(o, "its windows of %v are larger than images of %v", size, v.shape[:2])
		}
		if o.Int("ceil_mode", 0) != 0 && !same && room%strides[i] != 0 {
			return stride, dilation, padding, out, refuse(o, "has windows that reach over the edge, ceil_mode 1: export the network without")
		}
	}
	if same {
		padding = graph.Same
	}
	return stride, dilation, padding, out, nil
}

// maxWindow bounds the sizes of windows, so that sums of them are numbers.
const maxWindow = 1 << 15

// conv reads a convolution by a constant kernel, (filters, channels/groups, rows, columns).
func (n *onnxNetwork) conv(o *onnx.Operator) error {
	v, err := n.image(o)
	if err != nil {
		return err
	}
	kernel, ok := n.constant(o, 1)
	if !ok || len(kernel.Shape) != 4 {
		return refuse(o, "its kernel, %.100q, is no constant of four axes: there is no layer for that here; run the network in onnxruntime", o.Inputs[min(1, len(o.Inputs)-1)])
	}
	groups, filters := o.Int("group", 1), kernel.Shape[0]
	if groups < 1 || v.shape[2] != kernel.Shape[1]*groups || filters%groups != 0 || !slices.Equal(o.Ints("kernel_shape", kernel.Shape[2:]), kernel.Shape[2:]) {
		return refuse(o, "has a kernel of %v in %d groups for images of %d channels: the file does not fit together", kernel.Shape, groups, v.shape[2])
	}
	layer := graph.Conv2D{Filters: filters, Size: [2]int(kernel.Shape[2:]), Groups: groups, NoBias: !has(o, 2)}
	var out [2]int
	if layer.Stride, layer.Dilation, layer.Padding, out, err = n.windows(o, v, kernel.Shape[2:]); err != nil {
		return err
	}
	arrays := []weights.Array{fromTorch(kernel)}
	if !layer.NoBias {
		bias, ok := n.constant(o, 2)
		if !ok || len(bias.Values) != filters {
			return refuse(o, "its bias, %.100q, is no constant of %d numbers", o.Inputs[2], filters)
		}
		arrays = append(arrays, weights.Array{Shape: []int{filters}, Values: slices.Clone(bias.Values)})
	}
	if n.room -= len(kernel.Values) + filters; n.room < 0 {
		return refuse(o, "one constant is the kernel of too many layers: export the network without shared weights")
	}
	return n.imageOutput(o, layerTitle(cmp.Or(kernel.Name, o.Inputs[1]), o.Name, "conv2d"), []int{out[0], out[1], filters}, func(name string) (graph.Layer, []weights.Array, error) {
		for i, param := range []string{"kernel", "bias"}[:len(arrays)] {
			arrays[i].Name = name + "/" + param
		}
		layer.Name = name
		return layer, arrays, nil
	}, v)
}

// pool reads MaxPool and AveragePool.
func (n *onnxNetwork) pool(o *onnx.Operator) error {
	v, err := n.image(o)
	if err != nil {
		return err
	}
	size := o.Ints("kernel_shape", nil)
	stride, dilation, padding, out, err := n.windows(o, v, size)
	if err != nil {
		return err
	}
	if dilation != [2]int{1, 1} {
		return refuse(o, "has dilations %v, want 1: there is no layer for that here; run the network in onnxruntime", dilation)
	}
	title := map[string]string{"MaxPool": "max_pooling2d", "AveragePool": "average_pooling2d"}[o.Op]
	return n.imageOutput(o, title, []int{out[0], out[1], v.shape[2]}, func(name string) (graph.Layer, []weights.Array, error) {
		if o.Op == "MaxPool" {
			return graph.MaxPool2D{Name: name, Size: [2]int(size), Stride: stride, Padding: padding}, nil, nil
		}
		return graph.AveragePool2D{Name: name, Size: [2]int(size), Stride: stride, Padding: padding, CountPadding: o.Int("count_include_pad", 0) != 0}, nil, nil
	}, v)
}

// globalPool reads the means of channels, (channels, 1, 1), and, where ReduceMean says so,
// (channels).
func (n *onnxNetwork) globalPool(o *onnx.Operator) error {
	v, err := n.image(o)
	if err != nil {
		return err
	}
	channels := v.shape[2]
	shape := []int{channels, 1, 1}
	if o.Op == "ReduceMean" {
		axes, ok := n.axes(o)
		if ok = ok && len(axes) == 2; ok {
			for i, a := range axes {
				axes[i] = (a + 4) % 4
			}
			slices.Sort(axes)
		}
		if !ok || !slices.Equal(axes, []int{2, 3}) {
			return refuse(o, "is along the axes %v of images, want rows and columns: there is no layer for that here; run the network in onnxruntime", axes)
		}
		if o.Int("keepdims", 1) == 0 {
			shape = shape[:1]
		}
	}
	err = n.layer(o, "global_average_pooling2d", []int{channels}, func(name string) graph.Layer { return graph.GlobalAveragePool2D{Name: name} }, v)
	if err != nil || len(shape) == 1 {
		return err
	}
	means := n.values[o.Outputs[0]]
	if err = n.reshaped(o, means, shape); err == nil {
		n.values[o.Outputs[0]].flat = means
	}
	return err
}

// flattened reads a flattening of images whose channels are last here: false if v is none.
func (n *onnxNetwork) flattened(o *onnx.Operator, v *onnxValue, shape []int) (bool, error) {
	switch {
	case len(shape) != 1 || v.f != argument:
		return false, nil
	case v.flat != nil:
		return true, n.alias(o, v.flat)
	case len(v.shape) == 3 && v.of.last != nil:
		return true, n.layer(o, "flatten", shape, func(name string) graph.Layer { return graph.Flatten{Name: name, Planes: true} }, v.of.last)
	}
	return false, nil
}
