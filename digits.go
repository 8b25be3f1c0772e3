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
	"image"
	"sync"
)

// Answer is what a network says of a picture of a digit.
type Answer struct {
	Class         int       // the digit, or the index of another model's class
	Probability   float32   // of the class
	Probabilities []float32 // of all classes
	Sure          bool      // whether to rely on it: 99 of 100 such answers of people's own digits are right
	ScaleGuessed  bool      // nobody knows how the network's pixels are scaled: then the answer is not sure
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
