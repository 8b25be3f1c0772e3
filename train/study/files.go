package study

import (
	"context"
	"errors"
)

// ErrNoFile is wrapped by what Files.Get returns for a name that it does not have.
var ErrNoFile = errors.New("no such file")

// Files keeps checkpoints and models by name between jobs, for all workers. It may
// lose anything: whoever misses a checkpoint trains from the start, to the same
// bits. Deleting what is not there is no error.
type Files interface {
	Put(ctx context.Context, name string, content []byte) error
	Get(ctx context.Context, name string) ([]byte, error)
	Delete(ctx context.Context, name string) error
}
