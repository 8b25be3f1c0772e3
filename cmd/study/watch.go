package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"digits/internal/terminal"
	"digits/train/study"
)

// watcher shows a study while it runs: a live table on a terminal, else a line for
// each trial that ends.
type watcher struct {
	mu   sync.Mutex
	w    io.Writer
	view *view
	live *terminal.Live // nil if lines cannot be drawn again

	drawn   time.Time
	stop    chan struct{}
	stopped sync.WaitGroup
}

// A live table is drawn again every redrawEvery at least, for its clock, and on
// events, but not more often than eyes can follow.
const (
	redrawEvery = time.Second
	redrawLeast = 200 * time.Millisecond
)

func newWatcher(w io.Writer, s study.Study, workers int) *watcher {
	o := &watcher{w: w, view: newView(s, time.Now()), live: terminal.NewLive(w), stop: make(chan struct{})}
	o.view.workers = workers
	if o.live != nil {
		o.stopped.Go(o.tick)
	}
	return o
}

func (o *watcher) tick() {
	t := time.NewTicker(redrawEvery)
	defer t.Stop()
	for {
		select {
		case <-o.stop:
			return
		case <-t.C:
			o.mu.Lock()
			o.draw("")
			o.mu.Unlock()
		}
	}
}

// on shows an event.
func (o *watcher) on(e study.Event) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.view.take(e, time.Now())
	if o.live != nil {
		if time.Since(o.drawn) < redrawLeast {
			return nil
		}
		return o.draw("")
	}
	arrived, is := e.(study.Arrived)
	switch {
	case !is:
		return nil
	case arrived.Resumed:
		return o.begin(len(arrived.Records))
	}
	for i, r := range arrived.Records {
		n := len(o.view.ended) - len(arrived.Records) + i + 1
		if _, err := fmt.Fprintln(o.w, o.view.line(n, r)); err != nil {
			return err
		}
	}
	return nil
}

// begin says what is studied, and how much of it there is already.
func (o *watcher) begin(had int) error {
	text := o.view.title()
	if had > 0 {
		text += fmt.Sprintf("\ngoing on: %d of %s done before", o.view.table.Ended, count(o.view.table.Trials, "trial"))
	}
	_, err := fmt.Fprintln(o.w, text)
	return err
}

// draw puts the table where it was, below what is said above it.
func (o *watcher) draw(above string) error {
	o.drawn = time.Now()
	columns, room := o.live.Size()
	lines := append([]string{o.view.title()}, o.view.liveLines(columns, max(1, room-3))...)
	return o.live.Above(above, append(lines, o.view.progress(time.Now())))
}

// notice says what a person should know meanwhile.
func (o *watcher) notice(text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.live != nil {
		o.draw(text + "\n")
		return
	}
	fmt.Fprintln(o.w, text)
}

// end ends the showing. Of a study that is done it takes the live table away, for
// the one that is final.
func (o *watcher) end(done bool) {
	close(o.stop)
	o.stopped.Wait()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.live != nil && done {
		o.live.Draw(nil)
	}
}
