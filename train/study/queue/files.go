package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"digits/train/study"
)

// fileTime bounds how long a file may take: a trial goes on without, rather than
// wait for a network that is down.
const fileTime = time.Minute

// files is a study's store of objects.
type files struct {
	store  jetstream.ObjectStore
	failed <-chan struct{} // closed once the server of this process can store no more; nil if there is none
}

// bounded is a context for one file. A server that can store no more leaves calls
// without an answer, so that it ends them.
func (f *files) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, fileTime)
	go func() {
		select {
		case <-f.failed:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

var _ study.Files = (*files)(nil)

// Put stores a file, in the place of one of that name if there is one.
func (f *files) Put(ctx context.Context, name string, content []byte) error {
	ctx, cancel := f.bounded(ctx)
	defer cancel()
	if _, err := f.store.PutBytes(ctx, name, content); err != nil {
		return fmt.Errorf("queue: put %s: %w", name, err)
	}
	return nil
}

// Get returns a file. Its SHA-256 has been checked.
func (f *files) Get(ctx context.Context, name string) ([]byte, error) {
	ctx, cancel := f.bounded(ctx)
	defer cancel()
	content, err := f.store.GetBytes(ctx, name)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return nil, fmt.Errorf("queue: get %s: %w", name, study.ErrNoFile)
	}
	if err != nil {
		return nil, fmt.Errorf("queue: get %s: %w", name, err)
	}
	return content, nil
}

// Delete removes a file, if it is there.
func (f *files) Delete(ctx context.Context, name string) error {
	ctx, cancel := f.bounded(ctx)
	defer cancel()
	if err := f.store.Delete(ctx, name); err != nil && !errors.Is(err, jetstream.ErrObjectNotFound) {
		return fmt.Errorf("queue: delete %s: %w", name, err)
	}
	return nil
}
