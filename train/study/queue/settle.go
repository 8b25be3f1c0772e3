package queue

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// storeRefused is the code of "error creating store for stream".
const storeRefused = 10049

// settleTime is how long a server may take until what was deleted is off its disk.
const settleTime = 2 * time.Second

// settled makes a stream. A server answers that one is deleted while its folder is
// still being removed, and cannot make one of that name until then.
func settled(ctx context.Context, create func() error) error {
	for end := time.Now().Add(settleTime); ; {
		err := create()
		var refused *jetstream.APIError
		if !errors.As(err, &refused) || refused.ErrorCode != storeRefused || time.Now().After(end) {
			return err
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return err
		}
	}
}
