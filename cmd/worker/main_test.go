package main

import (
	"bytes"
	"context"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"digits/data"
	"digits/internal/command"
	"digits/internal/stripes"
	"digits/train/study"
	"digits/train/study/queue"
)

// The goroutine of nats.go that is left out waits for ever if the putting of an object
// ends before it begins, on a busy machine. A connection that is not closed leaves
// others.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/nats-io/nats.go/jetstream.(*jetStream).resetPendingAcksOnReconnect"))
}

// small is a study of four trials on a made-up data set of 6x6 images of 3 classes.
func small(t *testing.T) (folder string, d *study.Data, s study.Study) {
	t.Helper()
	folder = stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 150, Test: 30})
	source, err := data.MNIST(folder)
	if err != nil {
		t.Fatal(err)
	}
	d = study.NewData(source)
	space, err := study.ParseSpace(study.Texts{Arch: "keras", Units: "4,8"})
	if err != nil {
		t.Fatal(err)
	}
	return folder, d, study.Study{
		Version: study.Version, Name: "small", Space: space, Runs: 2, Seed: 1, Epochs: 2,
		DataSHA256: d.SHA256, Validation: 30,
	}
}

// begun is the study on a server of its own, in a folder.
func begun(t *testing.T, s study.Study) (folder string, q *queue.Queue) {
	t.Helper()
	folder = t.TempDir()
	server, err := queue.Serve(queue.Serving{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	c, err := server.Connect(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	if q, err = c.Open(context.Background(), s, queue.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.Close)
	return folder, q
}

// A worker that finds the study by its folder does all of its trials, prints a
// line for each, and its results are those that the trials have without a queue.
func TestWorker(t *testing.T) {
	images, d, s := small(t)
	folder, q := begun(t, s)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var stdout, stderr bytes.Buffer
	code := make(chan int)
	working, stop := context.WithCancel(ctx)
	go func() {
		args := []string{"-folder", folder, "-data", images, "-slots", "2", "-name", "ann"}
		code <- command.Run(working, "worker", work, args, &stdout, &stderr)
	}()
	records, err := study.Drive(ctx, s, q, nil)
	stop()
	if c := <-code; err != nil || c != 0 || stderr.Len() > 0 {
		t.Fatalf("%v, exit code %d, %s", err, c, stderr.String())
	}
	jobs, _ := s.Next(nil)
	for _, job := range jobs {
		want, _, err := study.Run(ctx, job, d, nil, nil)
		got := records[job.ID()]
		if err != nil || !reflect.DeepEqual(got.Result, want.Result) || got.Worker != "ann" {
			t.Errorf("%v: got %+v, want %+v", err, got, want)
		}
	}
	line := regexp.MustCompile(`(?m)^\d\d:\d\d:\d\d small [0-9a-f]{16}\.2: arch keras, units [48], .*, seed [12], epoch 2: val_accuracy [01]\.\d{4}, \d+\.\d s$`)
	if n := len(line.FindAllString(stdout.String(), -1)); n != len(jobs) || len(jobs) != 4 {
		t.Errorf("%d lines for %d trials, want 4:\n%s", n, len(jobs), stdout.String())
	}
	if !strings.HasSuffix(stdout.String(), " 4 trials done\n") {
		t.Errorf("the end is %q", stdout.String())
	}
}

// A worker with other data leaves the study to others, or ends if it is for that
// study alone, and says what differs and what to do.
func TestOtherData(t *testing.T) {
	_, _, s := small(t)
	folder, _ := begun(t, s)
	other := stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 151, Test: 30})
	want := regexp.MustCompile(`study small: this worker cannot do its jobs: the data here, .*, has SHA-256 [0-9a-f]{16}…, the study's has ` + s.DataSHA256[:16] + `….*: give the folder of the same data, by -data`)
	var stdout, stderr bytes.Buffer
	args := []string{"-folder", folder, "-data", other, "-idle-exit", "100ms"}
	if code := command.Run(context.Background(), "worker", work, args, &stdout, &stderr); code != 0 || !want.MatchString(stdout.String()) {
		t.Errorf("exit code %d, %s%s", code, stdout.String(), stderr.String())
	}
	stderr.Reset()
	args = append(args, "-study", "small")
	if code := command.Run(context.Background(), "worker", work, args, io.Discard, &stderr); code != 1 || !want.MatchString(stderr.String()) || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("exit code %d, %q", code, stderr.String())
	}
}

func TestBadCommandLines(t *testing.T) {
	t.Setenv("NATS_URL", "")
	for args, want := range map[string]struct {
		code int
		text string
	}{
		"":                                        {2, "-nats: want the URL"},
		"-nats nats://127.0.0.1:1 -slots 0":       {2, "-slots: got 0, want at least 1"},
		"-nats nats://127.0.0.1:1 -study a.b":     {2, `name is "a.b", want up to 64 letters`},
		"-nats nats://127.0.0.1:1 -folder x":      {2, "want one of them"},
		"-nats nats://127.0.0.1:1 -idle-exit -1s": {2, "want a time above 0"},
		"-folder x":                               {2, "no study with a server of its own has run in x"},
		"-context none":                           {2, "there are none in"},
		"-nats nats://127.0.0.1:1 more":           {2, "want flags only"},
		"-nats nats://127.0.0.1:1 -user u":        {1, "user and password go together"},
		"-nats nats://127.0.0.1:1 -creds none":    {1, "creds: open none"},
		"-nats nats://127.0.0.1:1":                {1, "nats://127.0.0.1:1: no NATS server answers"},
	} {
		t.Setenv("XDG_CONFIG_HOME", t.TempDir())
		images := stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 30, Test: 30})
		var stderr bytes.Buffer
		code := command.Run(context.Background(), "worker", work, append(strings.Fields(args), "-data", images), io.Discard, &stderr)
		if code != want.code || !strings.Contains(stderr.String(), want.text) || strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("%s: exit code %d, %q, want %d and a line with %q", args, code, stderr.String(), want.code, want.text)
		}
	}
}

// The folder of a study that has ended, or has not begun again, is told.
func TestStudyThatDoesNotRun(t *testing.T) {
	folder := t.TempDir()
	server, err := queue.Serve(queue.Serving{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	images := stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 30, Test: 30})
	var stderr bytes.Buffer
	code := command.Run(context.Background(), "worker", work, []string{"-folder", folder, "-data", images}, io.Discard, &stderr)
	if code != 1 || !strings.Contains(stderr.String(), "worker: -folder: the study in "+folder+" does not run now: give its command first") || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("exit code %d, %q", code, stderr.String())
	}
}

func TestHelp(t *testing.T) {
	var stdout bytes.Buffer
	if code := command.Run(context.Background(), "worker", work, []string{"-h"}, &stdout, io.Discard); code != 0 {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{"go run ./cmd/worker -nats nats://", "Ctrl-C gives unfinished trials back", "-tlsca", "-idle-exit"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("the help lacks %q", want)
		}
	}
}
