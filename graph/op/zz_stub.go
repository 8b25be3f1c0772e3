package op

import (
	"errors"

	"gorgonia.org/gorgonia"
)

var errStub = errors.New("stub")

func Concat(n ...*gorgonia.Node) (*gorgonia.Node, error)               { return nil, errStub }
func Weighted(n []*gorgonia.Node, w []float64) (*gorgonia.Node, error) { return nil, errStub }
func Add(a, b *gorgonia.Node) (*gorgonia.Node, error)                  { return nil, errStub }

func Permute(x *gorgonia.Node, a ...int) (*gorgonia.Node, error) { return nil, errStub }

func Affine(x *gorgonia.Node, a, b []float64) (*gorgonia.Node, error) { return nil, errStub }

func Noise(x *gorgonia.Node, d float64, c *Clock, s uint64) (*gorgonia.Node, error) {
	return nil, errStub
}
