package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"digits/internal/command"
	"digits/internal/natsflags"
	"digits/train/study/queue"
)

// settings are what the command line asks for.
type settings struct {
	access queue.Access
	folder string // of a study, whose server access names
	study  string
	name   string
	slots  int
	data   command.Data
	idle   time.Duration
}

const usage = `Do trials of studies: take them from a NATS server, one core each, and send the
results back. Workers may come and go at any time, on any number of machines.

    go run ./cmd/worker -nats nats://10.0.0.1:4222 -user me -password secret
    go run ./cmd/worker -nats nats://10.0.0.1:4222 -creds me.creds -tlsca ca.pem
    go run ./cmd/worker -context lab -study wide -slots 4
    go run ./cmd/worker -folder studies/wide

The server is one of a study (study -listen), or a NATS server with JetStream that the
study was told of too (study -nats). -folder finds the server of a study on this
machine. User, password and the like are what that server wants; the environment
variables and contexts of NATS' own tools serve as well.

Data and program must be the study's: a worker compares the data's SHA-256, and
leaves a study to others if it has other data. Results are the same to the bit
whoever computes them, on CPUs of one kind.

Ctrl-C gives unfinished trials back, and others take them at once. Trials of a worker
that is killed, or cut off, are others' after 8 seconds. A lost connection is made again
for as long as it takes.

The flags:

`

// parse reads the command line. It prints the usage to w if asked for it.
func parse(args []string, w io.Writer) (s settings, err error) {
	f := command.Flags("worker")
	nats := natsflags.Add(f)
	f.StringVar(&s.folder, "folder", "", "`folder` of a study on this machine, whose server to take trials from")
	f.StringVar(&s.study, "study", "", "take trials of the study of this `name` only")
	f.StringVar(&s.name, "name", "", "this worker's `name` in lines and records (if not given, from host and process)")
	f.IntVar(&s.slots, "slots", runtime.GOMAXPROCS(0), "trials at once, each on one core")
	s.data.Flags(f)
	f.DurationVar(&s.idle, "idle-exit", 0, "end after so long without a trial, as 30s or 10m (if not given, never)")
	if err := command.ParseFlags(f, args, usage, w); err != nil {
		return s, err
	}
	if s.access, err = nats.Access(); err != nil {
		return s, err
	}
	if s.folder != "" {
		if nats.Connecting() {
			return s, errors.New("-folder: got -nats or -context too, want one of them")
		}
		if s.access.URL, err = queue.Address(s.folder); err != nil {
			return s, err
		}
	}
	return s, s.check()
}

func (s settings) check() error {
	switch {
	case s.access.URL == "":
		return errors.New("-nats: want the URL of a NATS server, as nats://HOST:4222, or -context or -folder")
	case s.slots < 1:
		return fmt.Errorf("-slots: got %d, want at least 1", s.slots)
	case s.idle < 0:
		return fmt.Errorf("-idle-exit: got %v, want a time above 0", s.idle)
	case s.study != "":
		return queue.CheckName(s.study)
	}
	return nil
}
