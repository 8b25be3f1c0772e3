package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
)

// ErrDriven is wrapped where another process drives the study.
var ErrDriven = errors.New("another process drives the study")

// A lease is renewed every leaseBeat. Whoever wants it waits for leaseTime; if it
// was not renewed then, its holder is dead, or cut off. Only the waiter's own clock
// counts.
const (
	leaseBeat = time.Second
	leaseTime = 5 * leaseBeat
)

// holder is the value of driverKey.
type holder struct {
	Term string `json:"term"` // another one whenever somebody takes the lease
	Host string `json:"host"`
	Here string `json:"here"` // within what processes have these numbers, see here
	PID  int    `json:"pid"`
}

// lease is the right to drive a study. It is a key that its holder writes again
// and again, by compare-and-set.
type lease struct {
	c        *Connection
	bucket   jetstream.KeyValue
	holder   holder
	value    []byte
	revision uint64
	lost     chan struct{} // closed once somebody else has it
	stop     context.CancelFunc
	stopped  chan struct{}
	end      sync.Once
}

func (c *Connection) take(ctx context.Context, bucket jetstream.KeyValue, study string) (*lease, error) {
	host, _ := os.Hostname()
	l := &lease{c: c, bucket: bucket, lost: make(chan struct{}), stopped: make(chan struct{})}
	l.holder = holder{Term: nuid.Next(), Host: host, Here: here(), PID: os.Getpid()}
	var err error
	if l.value, err = json.Marshal(l.holder); err != nil {
		return nil, err
	}
	if err := l.acquire(ctx, study); err != nil {
		return nil, err
	}
	renewing, stop := context.WithCancel(context.Background())
	l.stop = stop
	go l.renew(renewing)
	return l, nil
}

// acquire creates the key, or takes over that of a holder who does not renew it.
func (l *lease) acquire(ctx context.Context, study string) error {
	for waited := false; ; waited = true {
		revision, err := l.bucket.Create(ctx, driverKey, l.value)
		if err == nil {
			l.revision = revision
			return nil
		}
		if !errors.Is(err, jetstream.ErrKeyExists) {
			return err
		}
		there, err := l.bucket.Get(ctx, driverKey)
		if errors.Is(err, jetstream.ErrKeyNotFound) {
			continue // just given back
		}
		if err != nil {
			return err
		}
		var other holder
		if err := json.Unmarshal(there.Value(), &other); err != nil {
			return fmt.Errorf("key %s: %w", driverKey, err)
		}
		if waited || !l.dead(ctx, there, other, study) {
			return fmt.Errorf("%w: process %d on %s", ErrDriven, other.PID, other.Host)
		}
		if l.revision, err = l.bucket.Update(ctx, driverKey, l.value, there.Revision()); err == nil {
			return nil
		}
	}
}

// dead tells whether the holder has ceased to renew the lease. A server of this
// process's own has no holder that lives, since the study's folder was free, and
// the death of a process of this machine needs no waiting.
func (l *lease) dead(ctx context.Context, there jetstream.KeyValueEntry, other holder, study string) bool {
	if l.c.embedded != nil || other.Here != "" && other.Here == l.holder.Here && !alive(other.PID) {
		return true
	}
	l.c.notice(fmt.Sprintf("study %s was driven by process %d on %s: waiting %.0f s to see whether it lives", study, other.PID, other.Host, leaseTime.Seconds()))
	for end := time.After(leaseTime); ; {
		select {
		case <-ctx.Done():
			return false
		case <-end:
			return true
		case <-time.After(leaseBeat / 4):
			now, err := l.bucket.Get(ctx, driverKey)
			if err == nil && now.Revision() != there.Revision() {
				return false
			}
		}
	}
}

func (l *lease) renew(ctx context.Context) {
	defer close(l.stopped)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(leaseBeat):
		}
		call, cancel := l.c.call(ctx)
		revision, err := l.bucket.Update(call, driverKey, l.value, l.revision)
		if err == nil {
			l.revision = revision
		} else if !l.mine(call) {
			cancel()
			close(l.lost)
			return
		}
		cancel()
	}
}

// mine tells, after a renewal that was refused or without an answer, whether the
// lease is still this one. It is if nobody says otherwise.
func (l *lease) mine(ctx context.Context) bool {
	there, err := l.bucket.Get(ctx, driverKey)
	if errors.Is(err, jetstream.ErrKeyNotFound) { // a server that has lost its store
		if revision, err := l.bucket.Create(ctx, driverKey, l.value); err == nil {
			l.revision = revision
		}
	}
	if err != nil {
		return true
	}
	var now holder
	if json.Unmarshal(there.Value(), &now) != nil || now.Term != l.holder.Term {
		return false
	}
	l.revision = there.Revision()
	return true
}

// release gives the lease back, if it is still this one.
func (l *lease) release() { l.end.Do(l.giveBack) }

// halt ends the renewing.
func (l *lease) halt() {
	l.stop()
	<-l.stopped
}

func (l *lease) giveBack() {
	l.halt()
	select {
	case <-l.lost:
		return
	default:
	}
	ctx, cancel := l.c.call(context.Background())
	defer cancel()
	if l.c.lost() {
		return
	}
	l.bucket.Delete(ctx, driverKey, jetstream.LastRevision(l.revision))
}

// here names this machine since it was started, and within it the process numbers
// that this process sees; "" where the system does not tell.
func here() string {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	numbers, err := os.Readlink("/proc/self/ns/pid")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(boot)) + " " + numbers
}

// alive tells whether there may be a process of that number.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	return err == nil && !errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}
