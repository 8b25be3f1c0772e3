package graph

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
	"digits/graph/op"
)

// Images is another way to write the input: as images of bytes, which Run scales
// into Input. It returns a batch of rows that are not set yet; all are to be set
// before the next run, and not to be changed until that is over, nor until Input is
// read, if it is. The first dense layer looks for the images' background as it
// scales them, which is faster than to scale them first. Next, as many images as
// Rows, is what Rows will be the time after: a core that has nothing else to do
// begins with them, so that they must not change either.
func (p *Program) Images() *kernel.Images {
	batch := p.x.Shape()[0]
	if p.rows == nil {
		p.rows = make([][]byte, batch)
	}
	m := &p.scope.images
	m.Begin()
	m.Rows, m.Next = p.rows, m.Next[:0]
	return m
}

// takeImages checks the images that Run is given, if any, and scales them unless
// the first operation will.
func (p *Program) takeImages() error {
	m := &p.scope.images
	if len(m.Rows) == 0 {
		return nil
	}
	for i, row := range m.Rows {
		if want := p.x.Shape()[1]; len(row) != want {
			m.Rows = nil
			return errors.Errorf("image %d has %d pixels, want %d", i, len(row), want)
		}
	}
	if !p.scales {
		m.Scale(p.Input())
		m.Rows = nil
	}
	return nil
}

// scalesImages tells whether all that uses the input, of the nodes that are
// reached, does so after its images are scaled.
func (s *Scope) scalesImages(reached map[*gorgonia.Node]bool) bool {
	found := false
	for _, input := range []*gorgonia.Node{s.input, s.flat} {
		for users := s.graph.To(input.ID()); users.Next(); {
			user := users.Node().(*gorgonia.Node)
			if reached[user] && !op.ScalesImages(user) {
				return false
			}
			found = found || reached[user]
		}
	}
	return found
}
