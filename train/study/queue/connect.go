package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// How soon a connection is given up at first, and is known to be lost later: a
// machine that vanishes without a word is missed after two pings.
const (
	dialTime  = 3 * time.Second
	pingEvery = 3 * time.Second
	retryWait = 500 * time.Millisecond
)

// callTime bounds a call to the server, before it is tried again.
const callTime = 5 * time.Second

// Connection is one to a NATS server with JetStream. Lost later, it is made again
// for as long as that takes.
type Connection struct {
	nc       *nats.Conn
	js       jetstream.JetStream
	notice   func(string)
	at       string
	embedded *Server // nil if the server is not of this process
	lives    atomic.Int64

	mu     sync.Mutex
	denied error              // the last permission that was refused
	giveUp context.CancelFunc // what to do then, if not nil
	life   context.Context    // done when the connection is lost, another one when it is made again
	end    context.CancelFunc
}

// Connect connects. It fails, within a few seconds, if it cannot do so at once or
// if the server has no JetStream for this user. notice, if not nil, is told when
// the connection is lost and when it is there again; it may be called from any
// goroutine.
func Connect(ctx context.Context, a Access, notice func(string)) (*Connection, error) {
	options, err := a.options()
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	return connect(ctx, a, notice, nil, options...)
}

func connect(ctx context.Context, a Access, notice func(string), embedded *Server, options ...nats.Option) (*Connection, error) {
	if notice == nil {
		notice = func(string) {}
	}
	c := &Connection{notice: notice, embedded: embedded, at: safe(a.url())}
	c.begin()
	nc, err := nats.Connect(a.url(), append(options, c.options()...)...)
	if err != nil {
		return nil, fmt.Errorf("queue: %w", unreachable(a, err))
	}
	c.nc = nc
	if c.js, err = jetstreamOf(nc, a.Domain); err == nil {
		err = c.check(ctx)
	}
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("queue: %s: %w", c.at, err)
	}
	return c, nil
}

func jetstreamOf(nc *nats.Conn, domain string) (jetstream.JetStream, error) {
	if domain != "" {
		return jetstream.NewWithDomain(nc, domain)
	}
	return jetstream.New(nc)
}

// options are those of a connection that does not give up once it has been made.
func (c *Connection) options() []nats.Option {
	return []nats.Option{
		nats.Name("digits"),
		nats.Timeout(dialTime),
		nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(2),
		nats.MaxReconnects(-1), nats.ReconnectWait(retryWait), nats.ReconnectJitter(retryWait, retryWait),
		nats.IgnoreAuthErrorAbort(),
		nats.DisconnectErrHandler(func(nc *nats.Conn, err error) {
			c.mu.Lock()
			c.end()
			c.mu.Unlock()
			if !nc.IsClosed() {
				c.notice(fmt.Sprintf("the connection to %s is lost%s: trying again until it is back", c.at, because(err)))
			}
		}),
		nats.ReconnectHandler(func(nc *nats.Conn) {
			c.begin()
			c.notice("connected again, to " + safe(nc.ConnectedUrl()))
		}),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			if errors.Is(err, nats.ErrPermissionViolation) {
				c.deny(err)
			}
		}),
	}
}

// check returns an error unless the server has JetStream for this user.
func (c *Connection) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err := c.js.AccountInfo(ctx)
	return c.explain(err)
}

// begin begins the connection's life, or its next one.
func (c *Connection) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.life, c.end = context.WithCancel(context.Background())
	c.lives.Add(1)
}

// living returns a context that is done as well when the connection is lost: what
// was asked before will not be answered then. It has so much time.
func (c *Connection) living(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := c.bounded(ctx, limit)
	c.mu.Lock()
	defer c.mu.Unlock()
	stop := context.AfterFunc(c.life, cancel)
	return ctx, func() { stop(); cancel() }
}

// Close ends the connection after what is on its way has been sent.
func (c *Connection) Close() {
	c.flush()
	c.nc.Close()
}

// flush waits until what is on its way has been sent, if somebody is there.
func (c *Connection) flush() {
	if !c.lost() {
		c.nc.FlushTimeout(lastChance / 4)
	}
}

// URL returns the server's, or the servers', without a password.
func (c *Connection) URL() string { return c.at }

// lost tells whether the connection is being made again, or was just made again.
func (c *Connection) lost() bool { return !c.nc.IsConnected() }

// deny keeps a refusal, and ends what waits for an answer that will not come.
func (c *Connection) deny(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.denied = err
	if c.giveUp != nil {
		c.giveUp()
	}
}

// permitted returns a context that is done when a permission is refused.
func (c *Connection) permitted(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.giveUp = cancel
	return ctx, cancel
}

// permission returns the last refusal, once.
func (c *Connection) permission() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := c.denied
	c.denied = nil
	return err
}

func because(err error) string {
	if err == nil {
		return ""
	}
	return " (" + strings.TrimPrefix(err.Error(), "nats: ") + ")"
}

// storeFailed is closed once the server of this process can store no more; nil, and
// so never, if the server is elsewhere.
func (c *Connection) storeFailed() <-chan struct{} {
	if c.embedded == nil {
		return nil
	}
	return c.embedded.Failed()
}
