package data

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// fromArrays makes examples of an array of images or rows and one of labels.
func (r *reading) fromArrays(images, labels *numbers) (*examples, error) {
	e, err := r.inputs(images)
	if err != nil {
		return nil, err
	}
	if len(labels.shape) == 0 || labels.len() != images.len() {
		return nil, fmt.Errorf("%s: %w: got labels of shape %v for the %d images of %s: is it another file?",
			labels.path, ErrSet, labels.shape, images.len(), images.path)
	}
	if r.Regression {
		return e, r.targets(e, labels)
	}
	e.labels, err = r.labels(labels)
	return e, err
}

// inputs finds out how the examples lie in an array.
func (r *reading) inputs(a *numbers) (*examples, error) {
	rank := len(a.shape)
	if rank < 2 || rank > 4 || len(a.bytes)+len(a.floats) == 0 {
		return nil, fmt.Errorf("%s: %w: shape is %v, want images x height x width, or examples x numbers: is it another file?", a.path, ErrSet, a.shape)
	}
	e := &examples{path: a.path, height: 1, width: a.width(), pixels: a.bytes, values: a.floats, coding: a.coding}
	switch {
	case rank == 3:
		e.height, e.width = a.shape[1], a.shape[2]
	case rank == 4:
		if err := r.channels(e, a.shape); err != nil {
			return nil, fmt.Errorf("%s: %w", a.path, err)
		}
	default:
		r.flat(e, a.top)
	}
	if e.pixels != nil && e.height > 1 && a.top < bright {
		r.note("%s: the brightest pixel is %d of 255", a.path, a.top)
	}
	return e, nil
}

// flat takes rows for square images or for numbers. The first part decides.
func (r *reading) flat(e *examples, top byte) {
	side := squareSide(e.width)
	if r.shape == unknownShape {
		r.shape = rowsOfNumbers
		if side > 0 && e.pixels != nil && (e.coding == unit || top >= bright) {
			r.shape = squareImages
		}
	}
	if r.shape == squareImages && side > 0 && e.pixels != nil {
		e.height, e.width = side, side
		return
	}
	e.toValues()
}

// channels takes images of one channel, wherever it is counted, and makes grey of
// three.
func (r *reading) channels(e *examples, shape []int) error {
	switch first, last := shape[1], shape[3]; {
	case last == 1:
		e.height, e.width = shape[1], shape[2]
	case first == 1:
		e.height, e.width = shape[2], shape[3]
	case last == 3 && e.pixels != nil:
		e.height, e.width = shape[1], shape[2]
		e.pixels = grey(e.pixels, e.size(), 3, 1)
		r.note("%s: red, green and blue made grey", e.path)
	case first == 3 && e.pixels != nil:
		e.height, e.width = shape[2], shape[3]
		e.pixels = grey(e.pixels, e.size(), 1, e.size())
		r.note("%s: red, green and blue made grey", e.path)
	default:
		return fmt.Errorf("%w: shape is %v, want images of one channel, or of three with bytes", ErrSet, shape)
	}
	return nil
}

// grey makes images of size pixels from three channels a pixel: pixel p's red is
// step*p bytes from an image's begin, its green and blue each apart further.
func grey(pixels []byte, size, step, apart int) []byte {
	out := bytesOf(len(pixels) / 3)
	for i := range out {
		at := i/size*size*3 + i%size*step
		out[i] = luma(pixels[at], pixels[at+apart], pixels[at+2*apart])
	}
	return out
}

// luma is ITU-R BT.601's, in fixed point as Pillow's convert("L") has it.
func luma(r, g, b byte) byte {
	return byte((19595*uint32(r) + 38470*uint32(g) + 7471*uint32(b) + 1<<15) >> 16)
}

// qmnistColumns are what QMNIST's labels hold of each example: class, NIST's
// series, writer, digit, NIST's class, index, and two zeros. Source:
// github.com/facebookresearch/qmnist, "The extended label format".
const qmnistColumns = 8

// labels numbers the classes of an array of labels, one a row or one-hot.
func (r *reading) labels(a *numbers) ([]byte, error) {
	labels, width := make([]byte, a.len()), a.width()
	if width > 1 {
		return labels, r.wideLabels(a, labels)
	}
	for i := range labels {
		n, err := r.classes.number(a.name(i))
		if err != nil {
			return nil, fmt.Errorf("%s: label %d: %w", a.path, i+1, err)
		}
		labels[i] = n
	}
	return labels, nil
}

func (a *numbers) name(i int) []byte {
	if a.texts != nil {
		return []byte(a.texts[i])
	}
	return strconv.AppendFloat(nil, a.at(i), 'f', -1, 64)
}

// wideLabels reads one-hot rows, or the first column of QMNIST's labels.
func (r *reading) wideLabels(a *numbers, labels []byte) error {
	width := a.width()
	qmnist := a.form == formIDX && width == qmnistColumns
	if a.texts != nil || width > maxClasses && !qmnist {
		return fmt.Errorf("%s: %w: shape is %v, want one dimension of labels, or one-hot rows: is it another file?", a.path, ErrSet, a.shape)
	}
	for i := range labels {
		class, hot := a.hot(i)
		name := strconv.Itoa(class)
		switch {
		case qmnist:
			name = string(a.name(i * width))
		case !hot:
			return fmt.Errorf("%s: %w: shape is %v, and row %d is not one-hot: want one label an example: is it another file?", a.path, ErrSet, a.shape, i+1)
		}
		n, err := r.classes.number([]byte(name))
		if err != nil {
			return fmt.Errorf("%s: label %d: %w", a.path, i+1, err)
		}
		labels[i] = n
	}
	return nil
}

// hot returns where the row's one stands, if all else is zero.
func (a *numbers) hot(row int) (class int, ok bool) {
	class = -1
	for j := range a.width() {
		switch v := a.at(row*a.width() + j); {
		case v == 1 && class < 0:
			class = j
		case v != 0:
			return class, false
		}
	}
	return class, class >= 0
}

// targets takes the labels for numbers to be predicted.
func (r *reading) targets(e *examples, labels *numbers) error {
	if labels.texts != nil || labels.width() < 1 {
		return fmt.Errorf("%s: %w: want numbers to be predicted, got texts", labels.path, ErrSet)
	}
	e.outputs, e.targets = labels.width(), slices.Clone(labels.floats)
	if labels.bytes != nil {
		e.targets = floatsOf(labels.bytes, len(labels.bytes), integers)
	}
	return nil
}

// finite reports whether v is a number that a float32 can hold.
func finite(v float64) bool { return math.Abs(v) <= math.MaxFloat32 }
