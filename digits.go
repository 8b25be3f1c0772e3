// Package digits reads handwritten digits: a picture in, an answer out, by a network that
// it carries.
//
//	answer, err := digits.Read(img)
//	if err != nil {
//		return err // nothing on the paper
//	}
//	fmt.Println(answer.Class, answer.Probability, answer.Sure)
//
// A picture may be a photograph or a scan, a drawing on a canvas, dark on light or light on
// dark, of any size: it is made into an image like MNIST's, 28 x 28, before the network
// sees it, and the answer has that image. [ReadPage] reads all digits of a picture of
// several.
//
// [Open] reads with another model: a .safetensors file that cmd/train or cmd/convert has
// written. The answers are those of the programs that train, to the bit, but nothing of
// what trains is in this package: it knows chains of dense layers with their activations,
// and is there for programs that only read.
package digits

import (
	"fmt"
	"image"
	"sync"

	"digits/data/picture"
)

// Answer is what a network says of a picture of a digit.
type Answer struct {
	Class         int       // the digit, or the index of another model's class
	Probability   float32   // of the class
	Probabilities []float32 // of all classes
	Sure          bool      // whether to rely on it: 99 of 100 such answers of people's own digits are right
	Digits        int       // how many digits the picture seems to have; of several the answer is never sure
	Pixels        []byte    // what the network saw: 28 x 28, row by row, 0 for paper to 255
}

// Found is a digit that ReadPage has found.
type Found struct {
	Answer
	Box    image.Rectangle // where it is
	Number int             // which of the page's numbers it belongs to, from 0
}

var own = sync.OnceValues(func() (*Reader, error) { return Parse(Weights) })

// Read reads a picture of one digit with the network that this package carries. The error
// is [picture.ErrBlank] where there is nothing on the paper.
func Read(img image.Image) (Answer, error) {
	r, err := own()
	if err != nil {
		return Answer{}, err
	}
	return r.Read(img)
}

// ReadPage reads a picture of several digits: line by line from the top, in each from left
// to right. The error is [picture.ErrBlank] where there are none.
func ReadPage(img image.Image) ([]Found, error) {
	r, err := own()
	if err != nil {
		return nil, err
	}
	return r.ReadPage(img)
}

// The most pixels that a side of a picture keeps: of a digit, of a page of them.
const (
	detail     = 1024
	pageDetail = 2400
)

// Read reads a picture of one digit.
func (r *Reader) Read(img image.Image) (Answer, error) {
	reading, err := picture.Read(picture.FromImage(img, detail))
	if err != nil {
		return Answer{}, err
	}
	a, err := r.answer(reading.Image)
	a.Digits = reading.Digits
	a.Sure = a.Sure && reading.Digits <= 1
	return a, err
}

// ReadPage reads a picture of several digits, as the function of that name does.
func (r *Reader) ReadPage(img image.Image) ([]Found, error) {
	on, err := picture.Page(picture.FromImage(img, pageDetail))
	if err != nil {
		return nil, err
	}
	found := make([]Found, len(on))
	for i, d := range on {
		a, err := r.answer(d.Image)
		if err != nil {
			return nil, err
		}
		a.Sure = a.Sure && !d.Split
		found[i] = Found{a, image.Rect(d.Left, d.Top, d.Right, d.Bottom), d.Number}
	}
	return found, nil
}

// SureFrom is the probability from which an answer counts as sure, by the network that
// this package carries: on MNIST's test images, changed as augment.Full changes training
// images, the smallest multiple of 0.01 from which 99.5 % of the answers are right.
const SureFrom = 0.92

// answer reads an image that is like MNIST's already.
func (r *Reader) answer(pixels []byte) (Answer, error) {
	p, err := r.Predict(pixels)
	if err != nil {
		return Answer{}, err
	}
	best := 0
	for i, v := range p {
		if v > p[best] {
			best = i
		}
	}
	if !(p[best] >= 0) { // the first, if it is NaN
		return Answer{}, fmt.Errorf("digits: the model's probabilities are %v, want numbers: its training has failed, train it anew", p)
	}
	return Answer{Class: best, Probability: p[best], Probabilities: p, Sure: p[best] >= SureFrom && !r.guessed, Digits: 1, Pixels: pixels}, nil
}
