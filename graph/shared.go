package graph

import (
	"reflect"

	"github.com/pkg/errors"
)

// sharing has the names that were given where a layer first stood by its pointer: its
// own, and those of the layers that it is made of. Where it stands again it takes them
// again in their order, and with them its weights.
type sharing struct {
	once  map[any][]string // by pointer
	first []*[]string      // of the layers around that stand for the first time
	left  *[]string        // what a layer around that stands again has not taken yet; nil: none does
}

// pointerOf returns the pointer that a layer was given by. Functions have none that
// matters: they have no parameters.
func pointerOf(l Layer) (pointer any, ok bool) {
	switch l.(type) {
	case *activation, *Function:
		return nil, false
	}
	t := reflect.TypeOf(l)
	return l, t.Kind() == reflect.Pointer && t.Elem().Size() > 0
}

// enter begins a layer, and returns what is to be called at its end.
func (n *sharing) enter(l Layer) (leave func()) {
	pointer, ok := pointerOf(l)
	if !ok || n.left != nil {
		return func() {}
	}
	if given, again := n.once[pointer]; again {
		n.left = &given
		return func() { n.left = nil }
	}
	given := new([]string)
	n.first = append(n.first, given)
	return func() {
		n.once[pointer] = *given
		n.first = n.first[:len(n.first)-1]
	}
}

// nameOf names a layer within the one being applied. again says that it had the name
// before, and so has its parameters.
func (s *Scope) nameOf(l Layer, kind string) (name string, again bool, err error) {
	if again = s.shared.left != nil; again {
		left := *s.shared.left
		if len(left) == 0 || s.names.taken[left[0]] != kind {
			return "", false, errors.Errorf("graph: a layer that stands twice by its pointer has a %s the second time that it had not the first: want the same layers", kind)
		}
		name, *s.shared.left = left[0], left[1:]
	} else {
		wanted := ""
		if n, ok := l.(named); ok {
			wanted = n.name()
		}
		if name, err = s.names.give(s.layer, wanted, kind); err != nil {
			return "", false, err
		}
	}
	for _, given := range s.shared.first {
		*given = append(*given, name)
	}
	return name, again, nil
}
