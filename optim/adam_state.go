package optim

import (
	"reflect"
	"unsafe"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ErrSolver says that this gorgonia's AdamSolver is not laid out as the one
// whose moments we know how to reach.
var ErrSolver = errors.New("optim: gorgonia's AdamSolver has another layout than v0.9.18's")

// adamState reaches the iteration and the moments, which an AdamSolver does not
// export. This is the one file that knows them.
type adamState struct {
	iter  *int
	cache *[]*moments
}

// moments has the layout of gorgonia's dualValue: the mean of the gradient and
// the mean of its square.
type moments struct {
	gorgonia.Value
	d gorgonia.Value
}

// stateOf checks the layout before it touches anything.
func stateOf(s *gorgonia.AdamSolver) (*adamState, error) {
	t := reflect.TypeFor[gorgonia.AdamSolver]()
	iter, ok1 := t.FieldByName("iter")
	cache, ok2 := t.FieldByName("cache")
	if !ok1 || !ok2 || iter.Type.Kind() != reflect.Int || !isMoments(cache.Type) {
		return nil, ErrSolver
	}
	return &adamState{
		iter:  (*int)(unsafe.Add(unsafe.Pointer(s), iter.Offset)),
		cache: (*[]*moments)(unsafe.Add(unsafe.Pointer(s), cache.Offset)),
	}, nil
}

// isMoments reports whether t is a slice of pointers to what moments describes.
func isMoments(t reflect.Type) bool {
	if t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Pointer || t.Elem().Elem().Kind() != reflect.Struct {
		return false
	}
	got, want := t.Elem().Elem(), reflect.TypeFor[moments]()
	if got.NumField() != want.NumField() || got.Size() != want.Size() {
		return false
	}
	for i := range want.NumField() {
		g, w := got.Field(i), want.Field(i)
		if g.Name != w.Name || g.Type != w.Type || g.Offset != w.Offset {
			return false
		}
	}
	return true
}

// allocate makes the solver allocate its moments, zeros, by a step with
// gradients of zero, which moves no weight.
func (s *adamState) allocate(solver *gorgonia.AdamSolver, model []gorgonia.ValueGrad) error {
	still := make([]gorgonia.ValueGrad, len(model))
	for i, p := range model {
		still[i] = zeroGrad{p.Value().(*tensor.Dense)}
	}
	return errors.Wrap(solver.Step(still), "optim: adam")
}

// zeroGrad is a copy of a parameter with a gradient of zero.
type zeroGrad struct{ like *tensor.Dense }

func (z zeroGrad) Value() gorgonia.Value { return zeros(z.like) }

func (z zeroGrad) Grad() (gorgonia.Value, error) { return zeros(z.like), nil }

func zeros(like *tensor.Dense) *tensor.Dense {
	return tensor.New(tensor.Of(like.Dtype()), tensor.WithShape(like.Shape().Clone()...))
}

func (s *adamState) setIteration(t int) { *s.iter = t }

// moments returns the first and second moments of parameter i.
func (s *adamState) moments(i int) (m, v []float32, err error) {
	if i >= len(*s.cache) || (*s.cache)[i] == nil {
		return nil, nil, errors.Errorf("optim: adam: got parameter %d, had %d at the first step", i, len(*s.cache))
	}
	c := (*s.cache)[i]
	first, ok1 := c.Value.(*tensor.Dense)
	second, ok2 := c.d.(*tensor.Dense)
	if !ok1 || !ok2 {
		return nil, nil, ErrSolver
	}
	return first.Float32s(), second.Float32s(), nil
}
