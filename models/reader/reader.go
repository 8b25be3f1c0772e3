// Package reader reads people's own digits: a picture in, an answer out. It is
// what data/picture and a model are together.
package reader

import (
	"fmt"

	"digits"

	"digits/data/picture"
	"digits/models"
	"digits/models/pretrained"
)

// Reader reads pictures with a model. It is safe for concurrent use.
type Reader struct {
	*digits.Reader
	model *models.Model
	naive bool
}

// Answer is what a model says of a picture.
type Answer = digits.Answer

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
	return &Reader{digits.New(m, m.ScaleAssumed), m, naive}, nil
}

// Model returns the reader's model.
func (r *Reader) Model() *models.Model { return r.model }

// Read reads a picture of one digit. picture.ErrBlank if there is nothing on the
// paper.
func (r *Reader) Read(g *picture.Gray) (Answer, error) {
	if r.naive {
		return r.Answer(picture.Naive(g))
	}
	return r.ReadGray(g)
}
