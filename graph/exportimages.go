package graph

import (
	"slices"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/portable"
)

// convolution tells a node that gorgonia's Conv2d has made of five: the patches of an
// image as rows, times the filters, put back in order. They are nil for others.
func convolution(n *gorgonia.Node) (image, filter, patches *gorgonia.Node) {
	child := func(n *gorgonia.Node, kind string, at int) *gorgonia.Node {
		if n == nil || n.Op() == nil || kindOfForeign(n) != kind {
			return nil
		}
		return inputsOf(n)[at]
	}
	pattern := [][]int{nil}
	if kindOfForeign(n) == "transposeOp" {
		pattern, _ = fields(n, "pattern")
	}
	product := child(child(n, "transposeOp", 0), "reshapeOp", 0)
	patches = child(child(product, "linAlgBinOp", 0), "reshapeOp", 0)
	image = child(patches, "im2colOp", 0)
	filter = child(child(product, "linAlgBinOp", 1), "reshapeOp", 0)
	if image == nil || filter == nil || filter.Dims() != 4 || !slices.Equal(pattern[0], []int{0, 3, 1, 2}) {
		return nil, nil, nil
	}
	turned, err := fields(product, "transA", "transB")
	f, p := filter.Shape(), patches.Shape()
	if err != nil || turned[0][0] != 0 || turned[1][0] != 1 || f[1:].TotalSize() != p[3] || f[1] != image.Shape()[1] {
		return nil, nil, nil
	}
	return image, filter, patches
}

// windows are the settings of patches and pools.
func windows(n *gorgonia.Node, padding ...string) (portable.Settings, error) {
	names := append([]string{"h", "w", "strideH", "strideW"}, padding...)
	v, err := fields(n, names...)
	if err != nil {
		return nil, err
	}
	pads := make([]int, len(padding))
	for i := range pads {
		pads[i] = v[4+i][0]
	}
	return portable.Settings{"kernel_shape": []int{v[0][0], v[1][0]}, "strides": []int{v[2][0], v[3][0]}, "pads": pads}, nil
}

// ofPatches are a convolution's settings.
func ofPatches(n *gorgonia.Node) (portable.Settings, error) {
	s, err := windows(n, "padH", "padW", "padH", "padW")
	if err != nil {
		return nil, err
	}
	d, err := fields(n, "dilationH", "dilationW")
	if err == nil {
		s["dilations"] = []int{d[0][0], d[1][0]}
	}
	return s, err
}

func (e *exporter) convolved(image, filter, patches *gorgonia.Node, layer string) (v portable.Value, err error) {
	settings, err := ofPatches(patches)
	if err != nil {
		return v, err
	}
	in, err := e.inputs(gorgonia.Nodes{image, filter})
	if err != nil {
		return v, err
	}
	e.trace.Layer = layer
	return e.trace.Apply("Conv", settings, in...), nil
}

// patches is an Im2Col by itself: a convolution that takes each place of a patch apart.
func (e *exporter) patches(n *gorgonia.Node, in ...portable.Value) (v portable.Value, err error) {
	settings, err := ofPatches(n)
	if err != nil {
		return v, err
	}
	kernel := settings["kernel_shape"].([]int)
	channels, size := in[0].Shape[1], n.Shape()[3]
	if size > 1<<10 {
		return v, errors.Errorf("gorgonia's Im2Col has patches of %d numbers, and a counterpart for other programs up to %d: use Conv2d", size, 1<<10)
	}
	places := make([]float32, size*size)
	for i := range size {
		places[i*size+i] = 1
	}
	y := e.trace.Apply("Conv", settings, in[0], e.trace.Floats([]int{size, channels, kernel[0], kernel[1]}, places))
	return e.trace.Apply("Transpose", portable.Settings{"perm": []int{0, 2, 3, 1}}, y), nil
}

// maxPool has windows that begin before the image, by what gorgonia calls north and
// west or, where four sizes were given, south and east.
func (e *exporter) maxPool(n *gorgonia.Node, in ...portable.Value) (v portable.Value, err error) {
	sides := []string{"padNorth", "padWest", "padSouth", "padEast"}
	explicit, err := fields(n, "explicitPadding")
	if err != nil {
		return v, err
	}
	if explicit[0][0] != 0 {
		sides = []string{"padSouth", "padEast", "padNorth", "padWest"}
	}
	settings, err := windows(n, sides...)
	if err != nil {
		return v, err
	}
	return e.trace.Apply("MaxPool", settings, in[0]), nil
}

func (e *exporter) globalAverage(_ *gorgonia.Node, in ...portable.Value) (portable.Value, error) {
	return e.trace.Apply("GlobalAveragePool", nil, in[0]), nil
}

// upsampled repeats each number of an image.
func (e *exporter) upsampled(n *gorgonia.Node, in ...portable.Value) (v portable.Value, err error) {
	stride, err := fields(n, "stride")
	if err != nil {
		return v, err
	}
	times, s := stride[0][0]+1, in[0].Shape
	if v, err = e.trace.Repeat(in[0], s, 2, times); err != nil {
		return v, err
	}
	return e.trace.Repeat(v, []int{s[0], s[1], s[2] * times, s[3]}, 3, times)
}
