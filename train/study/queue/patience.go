package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// pause is between two tries of a call.
const pause = 500 * time.Millisecond

// complain is how long a server that is connected may leave calls without an
// answer before it is said.
const complain = 15 * time.Second

// passes tells whether an error may pass if one waits: the server is away, starts,
// or has a full disk.
func (c *Connection) passes(err error) bool {
	if c.embedded != nil && c.embedded.Err() != nil {
		return false
	}
	var api *jetstream.APIError
	switch {
	case gone(err):
		return true
	case errors.As(err, &api):
		return api.Code >= 500
	case errors.Is(err, nats.ErrMaxPayload), errors.Is(err, nats.ErrConnectionClosed), errors.Is(err, ErrFormat), errors.Is(err, ErrOther), errors.Is(err, ErrDiffers):
		return false
	}
	return true
}

// call returns the context of a call to the server.
func (c *Connection) call(ctx context.Context) (context.Context, context.CancelFunc) {
	return c.bounded(ctx, callTime)
}

// bounded returns a context that has so much time, and none once a server of this
// process's own can store no more: it leaves calls without an answer then.
func (c *Connection) bounded(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	if c.embedded == nil {
		return ctx, cancel
	}
	stop := context.AfterFunc(c.embedded.log.failed, cancel)
	return ctx, func() { stop(); cancel() }
}

// wait waits before a call is tried again, and returns an error if that is in
// vain. begin is when the first try was; what takes long is said, once in a while.
func (c *Connection) wait(ctx context.Context, err error, what string, begin *time.Time) error {
	if c.embedded != nil && c.embedded.Err() != nil {
		return fmt.Errorf("queue: %w", c.embedded.Err())
	}
	if time.Since(*begin) > complain && !c.lost() {
		*begin = time.Now()
		c.notice(fmt.Sprintf("cannot %s: %s stores nothing (%v): is its disk full? Trying again until it does", what, c.URL(), c.explain(err)))
	}
	return sleep(ctx, pause)
}

// insist makes a call again and again while it fails for a reason that may pass.
// What is gone from the server does not come back for the caller.
func (c *Connection) insist(ctx context.Context, what string, call func(context.Context) error) error {
	for begin := time.Now(); ; {
		bounded, cancel := c.call(ctx)
		err := call(bounded)
		cancel()
		if err == nil || gone(err) || !c.passes(err) {
			return err
		}
		if err := c.wait(ctx, err, what, &begin); err != nil {
			return err
		}
	}
}

// present waits until the server is there, for so long.
func (c *Connection) present(ctx context.Context, limit time.Duration) {
	for end := time.Now().Add(limit); c.lost() && time.Now().Before(end); {
		if sleep(ctx, 50*time.Millisecond) != nil {
			return
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// gone tells whether what a call was for is not on the server, or not yet.
func gone(err error) bool {
	return errors.Is(err, jetstream.ErrStreamNotFound) || errors.Is(err, jetstream.ErrBucketNotFound) ||
		errors.Is(err, jetstream.ErrConsumerNotFound) || errors.Is(err, jetstream.ErrConsumerDeleted)
}
