package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"digits/train/study"
)

// How long a file may take, and how long to wait for a server that is away: then
// a trial goes on without.
const (
	fileTime = 30 * time.Second
	awayTime = 5 * time.Second
)

// files is a study's store of objects.
type files struct {
	c     *Connection
	store jetstream.ObjectStore
}

var _ study.Files = (*files)(nil)

// Put stores a file, in the place of one of that name if there is one.
func (f *files) Put(ctx context.Context, name string, content []byte) error {
	return f.try(ctx, "put", name, func(ctx context.Context) error {
		_, err := f.store.PutBytes(ctx, name, content)
		return err
	})
}

// Get returns a file. Its SHA-256 has been checked.
func (f *files) Get(ctx context.Context, name string) (content []byte, err error) {
	err = f.try(ctx, "get", name, func(ctx context.Context) error {
		content, err = f.store.GetBytes(ctx, name)
		if errors.Is(err, jetstream.ErrObjectNotFound) {
			return study.ErrNoFile
		}
		return err
	})
	return content, err
}

// Delete removes a file, if it is there.
func (f *files) Delete(ctx context.Context, name string) error {
	return f.try(ctx, "delete", name, func(ctx context.Context) error {
		if err := f.store.Delete(ctx, name); !errors.Is(err, jetstream.ErrObjectNotFound) {
			return err
		}
		return nil
	})
}

// try makes a call, and once again if the connection was lost meanwhile.
func (f *files) try(ctx context.Context, what, name string, call func(context.Context) error) error {
	var err error
	for range 2 {
		f.c.present(ctx, awayTime)
		living, end := f.c.living(ctx, fileTime)
		err = call(living)
		lost := living.Err() != nil
		end()
		if err == nil || !lost || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("queue: %s %s: %w", what, name, err)
	}
	return nil
}
