package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"digits/internal/command"
	"digits/train"
)

// faults are those of what stands beside the training: stdout, and the files other
// than the model. They do not end it: the first of each is said at once, and again at
// the end.
type faults struct {
	warn func(text string)
	said []string
	has  map[string]bool
}

func newFaults(ctx context.Context) *faults {
	return &faults{warn: func(text string) { command.Warn(ctx, text) }, has: map[string]bool{}}
}

// add notes a fault of what has that name, if there is one.
func (f *faults) add(name string, err error) {
	if err == nil || f.has[name] {
		return
	}
	text := fmt.Sprintf("%s: %v", name, err)
	f.has[name], f.said = true, append(f.said, text)
	f.warn("train: " + text + ": going on without it")
}

// aside returns the callback without its faults, but for those with which it cannot
// begin: nothing is lost by them.
func (f *faults) aside(name string, call train.Callback) train.Callback {
	return func(e train.Event) error {
		err := call(e)
		if _, begins := e.(*train.Begin); begins || errors.Is(err, train.ErrStop) {
			return err
		}
		f.add(name, err)
		return nil
	}
}

// with returns how the program ends that has come to this end: with the faults, too.
func (f *faults) with(end error) error {
	switch text := strings.Join(f.said, "; "); {
	case text == "":
		return end
	case end == nil:
		return fmt.Errorf("train: the model is saved, but not all beside it: %s", text)
	default:
		return fmt.Errorf("%w; beside it: %s", end, text)
	}
}

// output is stdout. If its reader has gone, the training ends as with Ctrl-C; any
// other fault leaves the training alone, and when it is to end it does not wait for
// a reader that stands still.
type output struct {
	io.Writer
	ctx    context.Context
	end    func() // of ctx
	faults *faults
	stuck  bool
}

// Unwrap returns the writer below, for what wants to know whether it is a terminal.
func (o *output) Unwrap() io.Writer { return o.Writer }

// Write never fails.
func (o *output) Write(p []byte) (int, error) {
	const moment = 100 * time.Millisecond
	if o.stuck {
		return len(p), nil
	}
	text, written := bytes.Clone(p), make(chan error, 1)
	go func() {
		_, err := o.Writer.Write(text)
		written <- err
	}()
	select {
	case err := <-written:
		o.ended(err)
	case <-o.ctx.Done():
		select {
		case err := <-written:
			o.ended(err)
		case <-time.After(moment):
			o.stuck = true
		}
	}
	return len(p), nil
}

func (o *output) ended(err error) {
	if errors.Is(err, syscall.EPIPE) {
		o.end()
		return
	}
	o.faults.add("stdout", err)
}
