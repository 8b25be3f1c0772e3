package op

import (
	"cmp"

	"github.com/pkg/errors"
	"gorgonia.org/tensor"

	"digits/graph/portable"
)

// Windows says where the windows of a convolution or a pool lie on images, by height
// and width: of Kernel rows and columns, Stride apart, their rows and columns Dilation
// apart (0 is 1), on images that Padding makes larger by rows and columns of zeros
// before and after, which a maximum does not see.
type Windows struct {
	Kernel, Stride, Dilation [2]int
	Padding                  Padding
}

// Padding is so many rows and columns before and after an image, or, Same, as many as make
// the result 1/stride as large as the image, rounded up; the odd one is after it, as in
// Keras and PyTorch.
type Padding struct {
	Same          bool
	Before, After [2]int
}

// whole fills in what is left out.
func (w Windows) whole() Windows {
	for i := range w.Kernel {
		w.Stride[i], w.Dilation[i] = cmp.Or(w.Stride[i], 1), cmp.Or(w.Dilation[i], 1)
	}
	return w
}

// maxWindows bounds sizes, strides, padding: no product of two overflows.
const maxWindows = 1 << 24

// place returns the padding of images of that size, and how many windows there are.
func (w Windows) place(name string, in [2]int) (before, after, out [2]int, err error) {
	for i, size := range in {
		p := w.Padding
		if min(w.Kernel[i], w.Stride[i], w.Dilation[i], p.Before[i]+1, p.After[i]+1) < 1 ||
			max(w.Kernel[i], w.Stride[i], w.Dilation[i], p.Before[i], p.After[i]) > maxWindows || p.Same && p != (Padding{Same: true}) {
			return before, after, out, errors.Errorf("op: %s: got %+v, want kernel, stride and dilation from 1 on, and padding from 0 on, or the same", name, w)
		}
		span := (w.Kernel[i]-1)*w.Dilation[i] + 1
		before[i], after[i] = p.Before[i], p.After[i]
		if p.Same {
			total := max(0, ((size+w.Stride[i]-1)/w.Stride[i]-1)*w.Stride[i]+span-size)
			before[i], after[i] = total/2, total-total/2
		}
		room := size + before[i] + after[i] - span
		if room < 0 {
			return before, after, out, errors.Errorf("op: %s: images are %v, a window of %v, dilation %v, with padding %v before and %v after, is larger", name, in, w.Kernel, w.Dilation, w.Padding.Before, w.Padding.After)
		}
		out[i] = room/w.Stride[i] + 1
	}
	return before, after, out, nil
}

// pool is place for windows that must each have a part of the image.
func (w Windows) pool(name string, in [2]int) (before, after, out [2]int, err error) {
	if before, after, out, err = w.place(name, in); err != nil {
		return before, after, out, err
	}
	for i, size := range in {
		last := (out[i]-1)*w.Stride[i] - before[i]
		if w.Dilation[i] != 1 || w.Kernel[0] > 1<<16/w.Kernel[1] || before[i] >= w.Kernel[i] || last >= size {
			return before, after, out, errors.Errorf("op: %s: got %+v, want no dilation, windows of 65536 pixels at most, and padding smaller than they are", name, w)
		}
	}
	return before, after, out, nil
}

// portable are ONNX's settings of windows on images (…, height, width, channels).
func (w Windows) portable(name string, in tensor.Shape) (portable.Settings, error) {
	before, after, _, err := w.place(name, [2]int{in[1], in[2]})
	return portable.Settings{
		"kernel_shape": w.Kernel[:], "strides": w.Stride[:], "pads": []int{before[0], before[1], after[0], after[1]},
	}, err
}

// channelsFirst and channelsLast exchange ONNX's order of axes and ours.
func channelsFirst(t *portable.Trace, x portable.Value) portable.Value {
	return t.Apply("Transpose", portable.Settings{"perm": []int{0, 3, 1, 2}}, x)
}

func channelsLast(t *portable.Trace, x portable.Value) portable.Value {
	return t.Apply("Transpose", portable.Settings{"perm": []int{0, 2, 3, 1}}, x)
}
