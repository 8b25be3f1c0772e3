package queue

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
)

// ErrStore is wrapped where a server can store no more.
var ErrStore = errors.New("the queue cannot be stored")

// serverLog writes a server's log to a file and reads it: that is where a server
// says that it cannot store what it was sent, while it leaves the sender without
// an answer.
type serverLog struct {
	file   *os.File
	log    *log.Logger
	failed context.Context // done, for the reason, once it can store no more
	cancel context.CancelCauseFunc
}

func newServerLog(path string) (*serverLog, error) {
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		if err := os.Truncate(path, 0); err != nil {
			return nil, err
		}
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	l := &serverLog{file: f, log: log.New(f, "", log.LstdFlags|log.Lmicroseconds)}
	l.failed, l.cancel = context.WithCancelCause(context.Background())
	return l, nil
}

// Noticef and the others are those of nats-server's Logger.
func (l *serverLog) Noticef(format string, v ...any) { l.log.Printf("[INF] "+format, v...) }

func (l *serverLog) Debugf(string, ...any) {}

func (l *serverLog) Tracef(string, ...any) {}

func (l *serverLog) Warnf(format string, v ...any) {
	l.log.Printf("[WRN] "+format, v...)
	l.read(fmt.Sprintf(format, v...))
}

func (l *serverLog) Errorf(format string, v ...any) {
	l.log.Printf("[ERR] "+format, v...)
	l.read(fmt.Sprintf(format, v...))
}

// Fatalf does not end the process, as nats-server's own would.
func (l *serverLog) Fatalf(format string, v ...any) {
	l.log.Printf("[FTL] "+format, v...)
	l.cancel(fmt.Errorf("the server: "+format, v...))
}

// storeFailures begin the lines of nats-server that say that it stores no more.
var storeFailures = []string{"JetStream failed to store a msg", "JetStream out of", "Filesystem permission denied"}

func (l *serverLog) read(line string) {
	for _, begin := range storeFailures {
		if !strings.HasPrefix(line, begin) {
			continue
		}
		if at := strings.LastIndex(line, ": "); at >= 0 {
			line = line[at+2:]
		}
		l.cancel(fmt.Errorf("%w: %s: make room and start again; what was finished is safe", ErrStore, line))
		return
	}
}
