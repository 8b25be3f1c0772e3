package pth

import "fmt"

// slack is what reading may allocate beyond the length of a file. It stays
// well below 8 MiB, so that what is not counted (the stack of calls, an
// inflater, error texts) finds room.
const slack = 7 << 20

// budget is the memory, in bytes, that a file may still cost. A file names
// sizes that need not be true and objects that cost more than their bytes, so
// whatever is allocated for it is taken from here first.
type budget struct {
	left int
}

func newBudget(data []byte) *budget {
	return &budget{left: len(data) + slack}
}

// take reserves n bytes, with count of them each, or returns ErrTooLarge.
func (b *budget) take(count, n int) error {
	if count < 0 || count > b.left/n {
		return fmt.Errorf("%w: %d bytes are left and %d times %d are wanted", ErrTooLarge, b.left, count, n)
	}
	b.left -= count * n
	return nil
}

// push appends v to s. The growth is explicit, since append does not say what
// it allocates; size is that of one element in bytes.
func push[T any](b *budget, size int, s []T, v T) ([]T, error) {
	if len(s) == cap(s) {
		grown := max(4, 2*cap(s))
		if err := b.take(grown, size+(size+7)/8); err != nil { // the allocator rounds up
			return nil, err
		}
		s = append(make([]T, 0, grown), s...)
	}
	return append(s, v), nil
}
