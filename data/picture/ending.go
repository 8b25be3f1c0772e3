package picture

import (
	"bytes"
	"context"
)

// piece is how much of a file a decoder gets at once. There may be scans of a JPEG
// in as few bytes that take it a fifth of a second.
const piece = 256

// endingReader reads a file in pieces and fails once the context is done: no
// decoder can be ended otherwise.
type endingReader struct {
	ctx  context.Context
	file *bytes.Reader
}

func (r *endingReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.file.Read(p[:min(len(p), piece)])
}

// ReadAt is what the decoder of TIFF reads with, which otherwise copies the file.
func (r *endingReader) ReadAt(p []byte, offset int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.file.ReadAt(p, offset)
}

// Peek keeps image.Decode from wrapping the reader into a buffered one.
func (r *endingReader) Peek(n int) ([]byte, error) {
	p := make([]byte, n)
	n, err := r.file.ReadAt(p, r.file.Size()-int64(r.file.Len()))
	return p[:n], err
}
