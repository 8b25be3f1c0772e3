package pth

import (
	"fmt"
	"slices"
)

func pushTuple(n int) func(*machine) error {
	return func(m *machine) error {
		items, err := m.pop(n)
		if err != nil {
			return err
		}
		return m.pushCopy(items)
	}
}

func (m *machine) pushTupleToMark() error {
	items, err := m.popToMark()
	if err != nil {
		return err
	}
	return m.pushCopy(items)
}

func (m *machine) pushCopy(items []any) error {
	if err := m.budget.take(1, sizeTuple+sizeAny*len(items)); err != nil {
		return err
	}
	return m.push(tuple(slices.Clone(items)))
}

func (m *machine) pushList() error {
	if err := m.budget.take(1, sizeDict); err != nil {
		return err
	}
	return m.push(&list{})
}

func (m *machine) appendOne() error {
	items, err := m.pop(1)
	if err != nil {
		return err
	}
	return m.extend(items)
}

func (m *machine) appendMany() error {
	items, err := m.popToMark()
	if err != nil {
		return err
	}
	return m.extend(items)
}

func (m *machine) extend(items []any) error {
	l, err := topAs[*list](m)
	for _, item := range items {
		if err == nil {
			l.items, err = push(m.budget, sizeAny, l.items, item)
		}
	}
	return err
}

func (m *machine) pushDict() error {
	if err := m.budget.take(1, sizeDict); err != nil {
		return err
	}
	return m.push(&dict{})
}

func (m *machine) setItem() error {
	items, err := m.pop(2)
	if err != nil {
		return err
	}
	return m.update(items)
}

func (m *machine) setItems() error {
	items, err := m.popToMark()
	if err != nil {
		return err
	}
	return m.update(items)
}

// update adds keys and values, in turn, to the dict on top.
func (m *machine) update(items []any) error {
	d, err := topAs[*dict](m)
	if err != nil {
		return err
	}
	if len(items)%2 != 0 {
		return fmt.Errorf("%w: got a key without a value", ErrFormat)
	}
	for i := 0; i < len(items) && err == nil; i += 2 {
		d.pairs, err = push(m.budget, sizePair, d.pairs, pair{items[i], items[i+1]})
	}
	return err
}

// build would set attributes of an object; the one that a state dict has,
// _metadata with the versions of the layers, says nothing about the weights.
func (m *machine) build() error {
	if _, err := m.pop(1); err != nil {
		return err
	}
	_, err := topAs[*dict](m)
	return err
}
