package hdf5

import "fmt"

// chunkSteps is what beginning a chunk costs, in steps: the tables of the code
// of a deflate block take long to build.
const chunkSteps = 16

// chunkReader puts the chunks of one dataset together.
type chunkReader struct {
	d      *Dataset
	shape  []int // of a chunk
	grid   []int // chunks along each dimension
	size   int   // bytes of a chunk
	seen   []bool
	values []float32
	pipe   pipeline
}

// chunked reads values that stand in chunks, whose b-tree the layout names
// (section "Version 1 B-trees", node type 1).
func (d *Dataset) chunked() ([]float32, error) {
	r := &chunkReader{d: d}
	if err := r.plan(); err != nil {
		return nil, err
	}
	r.values = make([]float32, d.count)
	if err := r.find(); err != nil {
		return nil, err
	}
	for i, ok := range r.seen {
		if !ok {
			return nil, fmt.Errorf("hdf5: %s: chunk %d of %d was never written: %w", d.where, i, len(r.seen), ErrUnsupported)
		}
	}
	return r.values, nil
}

// plan checks a chunk's shape against the array's and takes the buffers.
func (r *chunkReader) plan() error {
	d, dims := r.d, r.d.store.chunk
	rank := len(d.Shape)
	if rank == 0 || len(dims) != rank+1 || dims[rank] != d.size() {
		return fmt.Errorf("hdf5: %s: got chunks %v, want those of shape %v, %d bytes each: %w", d.where, dims, d.Shape, d.size(), ErrMalformed)
	}
	count := uint64(1)
	r.shape, r.grid = make([]int, rank), make([]int, rank)
	for i, n := range dims[:rank] {
		if n == 0 {
			return fmt.Errorf("hdf5: %s: got chunks %v: %w", d.where, dims, ErrMalformed)
		}
		r.shape[i] = int(n)
		r.grid[i] = 1 + (d.Shape[i]-1)/int(n)
		count *= uint64(r.grid[i]) // at most d.count, which is within the limit
	}
	n, err := elements(r.shape, d.size(), int(max(d.file.allowance, 0)), d.where+": chunk")
	if err != nil {
		return err
	}
	r.size = n * d.kind.Size()
	buffer := r.size + checksumSize*len(d.store.filters)
	if err := d.file.allowance.take(2, uint64(buffer), d.where+": chunk"); err != nil {
		return err
	}
	if err := d.file.step(count*chunkSteps, 1, d.where+": chunks"); err != nil {
		return err
	}
	if err := d.file.inflating.take(count, uint64(r.size), d.where+": chunks"); err != nil {
		return err
	}
	r.pipe = pipeline{filters: d.store.filters, size: r.size, a: make([]byte, buffer), b: make([]byte, buffer)}
	r.seen = make([]bool, count)
	return nil
}

// leaf reads the chunk that a leaf of a version 1 b-tree names.
func (r *chunkReader) leaf(key []byte, address uint64) error {
	k := &cursor{rest: key}
	size, mask := uint64(k.u32()), k.u32()
	at := make([]int, len(r.grid))
	for i := range at {
		offset := k.u64()
		if offset >= uint64(r.d.Shape[i]) || offset%uint64(r.shape[i]) != 0 {
			return fmt.Errorf("hdf5: %s: got a chunk at %d of dimension %d, want a multiple of %d below %d: %w",
				r.d.where, offset, i, r.shape[i], r.d.Shape[i], ErrMalformed)
		}
		at[i] = int(offset)
	}
	return r.chunk(at, address, size, mask)
}

// chunk reads the chunk at a place in the array.
func (r *chunkReader) chunk(at []int, address, size uint64, mask uint32) error {
	d, index := r.d, 0
	for i := range at {
		index = index*r.grid[i] + at[i]/r.shape[i]
	}
	if r.seen[index] {
		return fmt.Errorf("hdf5: %s: chunk at %v is there twice: %w", d.where, at, ErrMalformed)
	}
	r.seen[index] = true
	c, err := d.file.at(address, size, d.where+": chunk")
	if err != nil {
		return err
	}
	if err := d.file.inflating.take(1, size, d.where+": chunk"); err != nil {
		return err
	}
	raw, err := r.pipe.undo(c.rest, mask)
	if err != nil {
		return fmt.Errorf("hdf5: %s: chunk at %v: %w", d.where, at, err)
	}
	r.place(raw, at, 0, 0, 0)
	return nil
}

// number reads the chunk of a number, counted row by row.
func (r *chunkReader) number(n int, address, size uint64, mask uint32) error {
	at := make([]int, len(r.grid))
	for i := len(at) - 1; i >= 0; i-- {
		at[i] = n % r.grid[i] * r.shape[i]
		n /= r.grid[i]
	}
	return r.chunk(at, address, size, mask)
}

// place copies a chunk, row by row, to where it belongs; what hangs over the
// array's edge is dropped. from and to count the elements before, in units of
// the dimension dim.
func (r *chunkReader) place(raw []byte, at []int, dim, from, to int) {
	d := r.d
	n := min(r.shape[dim], d.Shape[dim]-at[dim])
	from, to = from*r.shape[dim], to*d.Shape[dim]+at[dim]
	if dim == len(at)-1 {
		size := d.kind.Size()
		d.decode(r.values[to:to+n], raw[from*size:(from+n)*size])
		return
	}
	for i := range n {
		r.place(raw, at, dim+1, from+i, to+i)
	}
}
