package main

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"
)

const (
	maxBody   = 8 << 20   // bytes of a request's body
	maxBodies = 128 << 20 // bytes of all bodies that are held at once
	chunk     = 16 << 10  // bytes
)

// errBodies says that so much is being sent that memory must be saved.
var errBodies = errors.New("too many requests with large bodies at once")

// bodies counts the bytes of the requests that are held, so that many slow ones
// cannot fill the memory.
type bodies struct{ held atomic.Int64 }

// read returns the request's body. release must be called when it is not needed
// any more, also after an error.
func (b *bodies) read(w http.ResponseWriter, r *http.Request) (body []byte, release func(), err error) {
	counted := &counter{from: http.MaxBytesReader(w, r.Body, maxBody), all: b}
	body, err = io.ReadAll(counted)
	return body, func() { b.held.Add(-counted.held) }, err
}

// counter is a reader that books what it reads, a chunk at a time.
type counter struct {
	from       io.Reader
	all        *bodies
	read, held int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.read += int64(n)
	for c.held < c.read {
		c.held += chunk
		if c.all.held.Add(chunk) > maxBodies {
			return n, errBodies
		}
	}
	return n, err
}
