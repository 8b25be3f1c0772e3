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
	l, err := m.topList()
	for _, item := range items {
		if err == nil {
			l.items, err = push(m.budget, sizeAny, l.items, item)
		}
	}
	return err
}

// topList is the list on top, or that of an object whose class is a kind of
// list.
func (m *machine) topList() (*list, error) {
	v, err := m.top()
	if o, ok := v.(*object); ok && err == nil {
		if o.list == nil {
			o.list, err = &list{}, m.budget.take(1, sizeDict)
		}
		return o.list, err
	}
	return topAs[*list](m)
}

// topDict is topList of dicts.
func (m *machine) topDict() (*dict, error) {
	v, err := m.top()
	if o, ok := v.(*object); ok && err == nil {
		if o.items == nil {
			o.items, err = &dict{}, m.budget.take(1, sizeDict)
		}
		return o.items, err
	}
	return topAs[*dict](m)
}

// listToMark is LIST: a list of what was pushed since the mark.
func (m *machine) listToMark() error {
	items, err := m.popToMark()
	if err == nil {
		err = m.budget.take(1, sizeDict+sizeAny*len(items))
	}
	if err != nil {
		return err
	}
	return m.push(&list{slices.Clone(items)})
}

// dictToMark is DICT.
func (m *machine) dictToMark() error {
	items, err := m.popToMark()
	if err == nil {
		err = m.budget.take(len(items), sizeAny)
	}
	if err != nil {
		return err
	}
	items = slices.Clone(items)
	if err := m.pushDict(); err != nil {
		return err
	}
	return m.update(items)
}

// frozenSet is FROZENSET, as a list.
func (m *machine) frozenSet() error { return m.listToMark() }

func (m *machine) popMark() error {
	_, err := m.popToMark()
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
	d, err := m.topDict()
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

// build would set attributes of an object; the one that a state dict has is
// _metadata, which lists the modules.
func (m *machine) build() error {
	values, err := m.pop(1)
	if err != nil {
		return err
	}
	state := values[0]
	v, err := m.top()
	if o, ok := v.(*object); ok && err == nil {
		o.state = state
		return nil
	}
	d, err := topAs[*dict](m)
	if err == nil {
		d.attributes, _ = state.(*dict)
	}
	return err
}
