package hdf5

import (
	"fmt"

	"digits/models/dtype"
)

// Dataset is an array of numbers in a file, of which only the header has been
// read.
type Dataset struct {
	Shape []int
	file  *file
	where string
	kind  dtype.Type
	big   bool
	count int
	store layout
}

// Dataset returns the dataset at a path from this group. A path that does not
// exist is an error that wraps ErrMissing, values that are not numbers are one
// that wraps ErrUnsupported.
func (g *Group) Dataset(path string) (*Dataset, error) {
	parent, name, err := g.parent(path)
	if err != nil {
		return nil, err
	}
	address, err := parent.child(name)
	if err != nil {
		return nil, err
	}
	where := join(parent.where, name)
	if err := g.file.allowance.take(1, datasetCost, where); err != nil {
		return nil, err
	}
	o, err := g.file.object(address, where)
	if err != nil {
		return nil, err
	}
	d := &Dataset{file: g.file, where: where}
	return d, d.describe(o)
}

// Type returns the type of the values in the file.
func (d *Dataset) Type() dtype.Type { return d.kind }

// describe reads the messages that make a dataset.
func (d *Dataset) describe(o object) error {
	if _, ok := o.find(messageExternal); ok {
		return fmt.Errorf("hdf5: %s: its values are in another file: %w", d.where, ErrUnsupported)
	}
	space, hasSpace := o.find(messageDataspace)
	kind, hasType := o.find(messageDatatype)
	stored, hasLayout := o.find(messageLayout)
	if !hasSpace || !hasType || !hasLayout {
		return fmt.Errorf("hdf5: %s: got no dataspace, datatype or layout, want a dataset: %w", d.where, ErrMalformed)
	}
	var err error
	if d.Shape, err = parseDataspace(space, d.where); err != nil {
		return err
	}
	t, err := parseDatatype(kind, d.where)
	if err != nil {
		return err
	}
	if d.kind, d.big, err = t.numbers(d.where); err != nil {
		return err
	}
	d.count, err = elements(d.Shape, min(d.size(), 4), int(max(d.file.allowance, 0)), d.where)
	if err != nil {
		return err
	}
	if d.store, err = parseLayout(stored, d.where); err != nil {
		return err
	}
	filters, _ := o.find(messageFilters)
	d.store.filters, err = parseFilters(filters, d.where)
	return err
}

// Float32s reads the values, row-major; float64 is rounded, and so are integers
// beyond 2^24.
func (d *Dataset) Float32s() ([]float32, error) {
	// What the values take is charged as at most 4 bytes each, and as 1 or 2 where
	// the file itself has no more: widening is not the file's fault.
	if err := d.file.allowance.take(uint64(d.count), min(d.size(), 4), d.where); err != nil {
		return nil, err
	}
	if d.count == 0 {
		return []float32{}, nil
	}
	switch d.store.class {
	case layoutCompact:
		return d.raw(&cursor{rest: d.store.compact})
	case layoutContiguous:
		return d.contiguous()
	default:
		return d.chunked()
	}
}

// contiguous reads values that stand in one piece.
func (d *Dataset) contiguous() ([]float32, error) {
	if d.store.address == undefined {
		return nil, fmt.Errorf("hdf5: %s: its %d values were never written: %w", d.where, d.count, ErrUnsupported)
	}
	c, err := d.file.at(d.store.address, uint64(d.count)*d.size(), d.where)
	if err != nil {
		return nil, err
	}
	return d.raw(c)
}

// size is an element's size in the file.
func (d *Dataset) size() uint64 { return uint64(d.kind.Size()) }

// raw decodes values that are all there; only then it allocates.
func (d *Dataset) raw(c *cursor) ([]float32, error) {
	b := c.bytes(uint64(d.count) * d.size())
	if err := c.err(d.where); err != nil {
		return nil, err
	}
	values := make([]float32, d.count)
	d.decode(values, b)
	return values, nil
}
