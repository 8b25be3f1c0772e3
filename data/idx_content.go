package data

import "io"

// content is what an IDX file holds, unpacked.
type content interface {
	io.Reader
	// take returns the next n bytes, or as many as there are and an error.
	take(n int) ([]byte, error)
}

// stream is content that comes from somewhere.
type stream struct {
	io.Reader
	first int // bytes that are allocated at once
}

func (s *stream) take(n int) ([]byte, error) {
	values := bytesOf(min(n, s.first))
	for have := 0; ; {
		got, err := io.ReadFull(s, values[have:])
		have += got
		if err != nil || have == n {
			return values[:have], err
		}
		larger := bytesOf(min(n, growth*len(values)))
		copy(larger, values)
		values = larger
	}
}

// memory is content that is there: what is taken is a view.
type memory struct{ left []byte }

func (m *memory) Read(b []byte) (int, error) {
	if len(m.left) == 0 {
		return 0, io.EOF
	}
	n := copy(b, m.left)
	m.left = m.left[n:]
	return n, nil
}

func (m *memory) take(n int) ([]byte, error) {
	var err error
	if n > len(m.left) {
		n, err = len(m.left), io.ErrUnexpectedEOF
	}
	taken := m.left[:n:n]
	m.left = m.left[n:]
	return taken, err
}
