package pth

import "fmt"

// memo has the values that a pickle refers to again by number. A pickle of
// PyTorch numbers ten for each tensor, most of which it never fetches; chunks
// spare the copies that a growing slice would make.
type memo struct {
	chunks [][]any
	n      int
}

const memoChunk = 1000 // which the allocator rounds up to 1024

func (m *memo) at(i int) *any {
	return &m.chunks[i/memoChunk][i%memoChunk]
}

// set stores value i. Python counts up from 0, so a number beyond the next is
// a damaged file, and not a wish for as much memory.
func (m *memo) set(i int, v any, b *budget) (err error) {
	if i > m.n {
		return fmt.Errorf("%w: got memo %d, want at most %d", ErrFormat, i, m.n)
	}
	if i == len(m.chunks)*memoChunk {
		if err := b.take(1024, sizeAny); err != nil {
			return err
		}
		if m.chunks, err = push(b, 24, m.chunks, make([]any, memoChunk)); err != nil {
			return err
		}
	}
	*m.at(i) = v
	m.n = max(m.n, i+1)
	return nil
}

func putMemo(bytes int) func(*machine) error {
	return func(m *machine) error {
		n, err := m.readUint(bytes)
		if err != nil {
			return err
		}
		return m.put(int(n))
	}
}

func (m *machine) memoize() error {
	return m.put(m.memo.n)
}

// put numbers the value on top.
func (m *machine) put(n int) error {
	v, err := m.top()
	if err != nil {
		return err
	}
	return m.memo.set(n, v, m.budget)
}

func getMemo(bytes int) func(*machine) error {
	return func(m *machine) error {
		n, err := m.readUint(bytes)
		if err != nil {
			return err
		}
		if n >= uint64(m.memo.n) {
			return fmt.Errorf("%w: got memo %d, want one of %d", ErrFormat, n, m.memo.n)
		}
		return m.push(*m.memo.at(int(n)))
	}
}
