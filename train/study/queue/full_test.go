//go:build linux

package queue

import (
	"context"
	"errors"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"digits/train/study"
)

// fullDisk is a folder in which so many bytes fit, and a function that makes room:
// a small file system where one may be mounted, else a bound on files' sizes.
func fullDisk(t *testing.T, size string, bytes uint64) (folder string, more func()) {
	folder = t.TempDir()
	if err := unix.Mount("tmpfs", folder, "tmpfs", 0, "size="+size); err == nil {
		t.Cleanup(func() { unix.Unmount(folder, unix.MNT_DETACH) })
		return folder, func() {
			if err := unix.Mount("tmpfs", folder, "tmpfs", unix.MS_REMOUNT, "size=1g"); err != nil {
				t.Fatal(err)
			}
		}
	}
	var old unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	more = func() { unix.Setrlimit(unix.RLIMIT_FSIZE, &old) }
	t.Cleanup(more)
	signal.Ignore(syscall.SIGXFSZ) // and writes return an error
	t.Cleanup(func() { signal.Reset(syscall.SIGXFSZ) })
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: old.Max}); err != nil {
		t.Fatal(err)
	}
	t.Log("no file system may be mounted here: files' sizes are bounded instead")
	return folder, more
}

// A disk that is full ends the study and its worker with one line. With room again,
// the study goes on, and what was finished is not run again.
func TestFullDisk(t *testing.T) {
	folder, more := fullDisk(t, "1m", 300<<10)
	s, ctx := quick("full", 600), within(t, 30*time.Second)
	var mu sync.Mutex
	finished, ran, again := map[string]bool{}, 0, 0
	worker := Worker{
		Slots: 2,
		Run: func(ctx context.Context, j study.Job, f study.Files, p func(int)) (study.Record, error) {
			mu.Lock()
			defer mu.Unlock()
			if finished[j.ID()] {
				again++
			}
			ran++
			r, err := pretend(ctx, j, f, p)
			for epoch := range 20 {
				r.Result.History = append(r.Result.History, study.Epoch{Epoch: epoch + 1, Loss: 1 / float64(epoch+7), ValLoss: 1 / float64(epoch+17)})
			}
			return r, err
		},
		Done: func(j study.Job, _ study.Record, counted bool) {
			mu.Lock()
			defer mu.Unlock()
			finished[j.ID()] = true
		},
	}
	drive := func() (records int, worked, driven error) {
		server, err := Serve(Serving{Folder: folder})
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		q := open(t, dial(t, server), s, Options{})
		defer q.Close()
		working, stop := context.WithCancel(ctx)
		defer stop()
		c, done := dial(t, server), make(chan error)
		go func() { done <- c.Work(working, worker) }()
		found, driven := study.Drive(ctx, s, q, nil)
		if driven == nil {
			stop()
		}
		return len(found), <-done, driven
	}
	records, worked, driven := drive()
	for _, err := range []error{worked, driven} {
		if !errors.Is(err, ErrStore) || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "make room and start again") {
			t.Errorf("with a full disk: %v, want one line that wraps %v", err, ErrStore)
		}
	}
	// Of a result that was stored as the disk became full the answer may be lost.
	if n := len(finished); n == 0 || n >= 600 || records > ran {
		t.Errorf("%d trials were run, %d finished, %d of which the study knows, want some", ran, n, records)
	}
	more()
	if records, worked, driven = drive(); worked != nil || driven != nil || records != 600 || again != 0 {
		t.Errorf("with room: %v, %v, %d records, %d trials run again, want 600 and 0", worked, driven, records, again)
	}
}
