package digits

import (
	"fmt"
	"image"

	"digits/data/picture"
)

// Network is what a Reader reads with: Predict returns the probabilities (images, classes),
// row by row, of images like MNIST's, 28 x 28 bytes each.
type Network interface {
	Predict(pixels []byte) ([]float32, error)
}

// Reader reads digits with a network. It is safe for concurrent use if that is.
type Reader struct {
	network      Network
	scaleGuessed bool
}

// New returns a reader with a network of another package's. scaleGuessed says that nobody
// knows how its pixels are to be scaled.
func New(n Network, scaleGuessed bool) *Reader { return &Reader{n, scaleGuessed} }

// Predict returns the network's probabilities (images, classes), row by row, of images like
// MNIST's: 28 x 28 bytes each, one after the other, 0 for paper to 255. Those of an image
// are the same to the bit alone and among others.
func (r *Reader) Predict(pixels []byte) ([]float32, error) { return r.network.Predict(pixels) }

// The most pixels that a side of a picture keeps: of a digit, of a page of them.
const (
	detail     = 1024
	pageDetail = 2400
)

// Read reads a picture of one digit, as the function of that name does.
func (r *Reader) Read(img image.Image) (Answer, error) {
	return r.ReadGray(picture.FromImage(img, detail))
}

// ReadGray is Read of a picture that package picture has decoded.
func (r *Reader) ReadGray(g *picture.Gray) (Answer, error) {
	reading, err := picture.Read(g)
	if err != nil {
		return Answer{}, err
	}
	a, err := r.Answer(reading.Image)
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
		a, err := r.Answer(d.Image)
		if err != nil {
			return nil, err
		}
		a.Sure = a.Sure && !d.Split
		found[i] = Found{a, image.Rect(d.Left, d.Top, d.Right, d.Bottom), d.Number}
	}
	return found, nil
}

// SureFrom is the probability from which an answer counts as sure. On MNIST's test images,
// changed as augment.Full changes training images, it is the smallest multiple of 0.01
// from which 99.5 % of the answers of the network that this package carries are right:
// twice as strict as the 99 % that people's own digits are to reach, because people write
// in ways that no augmentation draws. Another network's certainty means something else.
const SureFrom = 0.92

// Answer reads an image that is like MNIST's already, 28 x 28 bytes.
func (r *Reader) Answer(pixels []byte) (Answer, error) {
	p, err := r.network.Predict(pixels)
	if err != nil {
		return Answer{}, err
	}
	best := 0
	for i, v := range p {
		if v > p[best] {
			best = i
		}
	}
	if len(p) == 0 || !(p[best] >= 0) { // the first, if it is NaN
		return Answer{}, fmt.Errorf("digits: the model's probabilities are %v, want numbers: its training has failed, train it anew", p)
	}
	// A wrong scale gives wrong answers with high probabilities.
	return Answer{
		Class: best, Probability: p[best], Probabilities: p, Sure: p[best] >= SureFrom && !r.scaleGuessed,
		ScaleGuessed: r.scaleGuessed, Digits: 1, Pixels: pixels,
	}, nil
}
