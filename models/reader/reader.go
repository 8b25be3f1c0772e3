// Package reader reads people's own digits: a picture in, an answer out. It is
// what data/picture and a model are together.
package reader

import (
	"fmt"

	"digits/data/picture"
	"digits/models"
	"digits/models/pretrained"
)

// Reader reads pictures with a model. It is safe for concurrent use.
type Reader struct {
	model *models.Model
	naive bool
}

// Answer is what a model says of a picture.
type Answer struct {
	Class         int
	Probability   float32   // of the class
	Probabilities []float32 // (classes)
	Sure          bool      // to be relied on
	ScaleGuessed  bool      // nobody knows how the model's pixels are scaled: then it is not sure
	Pixels        []byte    // (28, 28), what the network saw
	Digits        int       // how many the picture seems to have; of several the answer is never sure
}

// New returns a reader with a model, or with the one in the program if it is nil.
// naive scales pictures as they are, as tutorials do. The model must be for 28 x
// 28 pixels, and tell classes apart.
func New(m *models.Model, naive bool) (*Reader, error) {
	if m == nil {
		var err error
		if m, err = pretrained.Model(); err != nil {
			return nil, err
		}
	}
	if m.Size() != picture.Size*picture.Size {
		return nil, fmt.Errorf("reader: got a model for images of %v, want one for %d x %d pixels", m.Input, picture.Size, picture.Size)
	}
	if m.Classes < 2 {
		return nil, fmt.Errorf("reader: got a model without classes, which puts out %d numbers: want one that tells digits apart", m.Outputs())
	}
	return &Reader{m, naive}, nil
}

// Model returns the reader's model.
func (r *Reader) Model() *models.Model { return r.model }

// Read reads a picture of one digit. picture.ErrBlank if there is nothing on the
// paper.
func (r *Reader) Read(g *picture.Gray) (Answer, error) {
	if r.naive {
		return r.Answer(picture.Naive(g))
	}
	reading, err := picture.Read(g)
	if err != nil {
		return Answer{}, err
	}
	a, err := r.Answer(reading.Image)
	a.Digits = reading.Digits
	a.Sure = a.Sure && reading.Digits <= 1
	return a, err
}

// Answer reads an image that is like MNIST's already, 28 x 28 bytes.
func (r *Reader) Answer(pixels []byte) (Answer, error) {
	p, err := r.model.Predict(pixels)
	if err != nil {
		return Answer{}, err
	}
	class := models.ArgMax(p)
	if !(p[class] >= 0) { // the first, if it is NaN
		return Answer{}, fmt.Errorf("reader: the model's probabilities are %v, want numbers: its training has failed, train it anew", p)
	}
	// A wrong scale gives wrong answers with high probabilities.
	return Answer{
		Class: class, Probability: p[class], Probabilities: p, Sure: pretrained.Sure(p) && !r.model.ScaleAssumed,
		ScaleGuessed: r.model.ScaleAssumed, Pixels: pixels, Digits: 1,
	}, nil
}
