package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"digits/train/study"
	"digits/train/study/queue"
)

// do works until it is told to end, or idle for long enough.
func (s settings) do(ctx context.Context, stdout io.Writer) error {
	source, err := s.data.Labelled(stdout)
	if err != nil {
		return err
	}
	d := study.NewData(source)
	out := &lines{w: stdout}
	connection, err := queue.Connect(ctx, s.access, out.notice)
	if errors.Is(err, queue.ErrUnreachable) && s.folder != "" {
		return fmt.Errorf("worker: -folder: the study in %s does not run now: give its command first (%w)", s.folder, err)
	}
	if err != nil {
		return err
	}
	defer connection.Close()
	out.print("%s, %d trials at once, data %s with SHA-256 %.16s…", connection.URL(), s.slots, d.Train.Name, d.SHA256)
	err = connection.Work(ctx, queue.Worker{
		Name: s.name, Slots: s.slots, Study: s.study, Idle: s.idle,
		Accept: func(p study.Plan) error { return accept(d, p) },
		Run: func(ctx context.Context, job study.Job, files study.Files, progress func(int)) (study.Record, error) {
			record, _, err := study.Run(ctx, job, d, files, progress)
			return record, err
		},
		Done: out.done, Notice: out.notice,
	})
	out.print("%d trials done", out.trials)
	return err
}

// accept says what differs, and what to do.
func accept(d *study.Data, p study.Plan) error {
	err := d.Check(p)
	if err == nil {
		return nil
	}
	text := strings.TrimPrefix(err.Error(), "study: ")
	if p.DataSHA256 != d.SHA256 {
		text += ", by -data"
	}
	return errors.New(text)
}

// lines are what the worker prints, whoever has something to say.
type lines struct {
	mu     sync.Mutex
	w      io.Writer
	trials int
}

func (l *lines) print(format string, v ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.w, time.Now().Format(time.TimeOnly)+" "+format+"\n", v...)
}

func (l *lines) notice(line string) { l.print("%s", strings.TrimPrefix(line, "queue: ")) }

// done prints a line for a trial, whether it counts or another's did.
func (l *lines) done(job study.Job, r study.Record, counted bool) {
	l.mu.Lock()
	l.trials++
	l.mu.Unlock()
	result := fmt.Sprintf("val_accuracy %.4f", r.Result.ValAccuracy)
	if r.Result.Failed != "" {
		result = "failed: " + r.Result.Failed
	}
	var settings []string
	for _, a := range study.Axes() {
		settings = append(settings, a.Name+" "+cmp.Or(a.Text(job.Trial.Settings), "-"))
	}
	also := ""
	if !counted {
		also = ", as another worker's before"
	}
	l.print("%s %s: %s, seed %d, epoch %d: %s, %.1f s%s", job.Study, job.ID(), strings.Join(settings, ", "),
		job.Trial.Seed, job.Epochs, result, r.Seconds, also)
}
