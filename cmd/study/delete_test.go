package main

import (
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"digits/train/study"
	"digits/train/study/queue"
)

// A study is deleted from its server once nobody drives it, and its folder stays as
// it is: what it says there is said again, by the same command too.
func TestDelete(t *testing.T) {
	server, err := queue.Serve(queue.Serving{Folder: t.TempDir(), Listen: "127.0.0.1:0", Access: queue.Access{User: "me", Password: "right"}})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir := t.TempDir()
	there := []string{"-dir", dir, "-nats", server.URL(), "-user", "me", "-password", "right"}
	train := append(there, "-data", dataFolder(t, 60), "-units", "4,8", "-batch", "10", "-epochs", "1", "-name", "s")
	code, before, errs := call(train...)
	if code != 0 {
		t.Fatal(errs)
	}
	folder := filepath.Join(dir, "s")
	remove := append(there, "-delete", "s")
	s, err := study.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	c, err := server.Connect(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	driven, err := c.Open(context.Background(), s, queue.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if code, out, errs := call(remove...); code != 1 || strings.Contains(out, "Deleted") || !strings.Contains(errs, "queue: study s: another process drives the study: process ") || strings.Count(errs, "\n") != 1 {
		t.Errorf("while it is driven: exit code %d, %q, %q", code, out, errs)
	}
	driven.Close()
	want := regexp.MustCompile("^Deleted study s from " + server.URL() + `: 2 results, checkpoints and models, \d+\.\d kB in all\nIts folder ` + folder + ` stays\n$`)
	if code, out, errs := call(remove...); code != 0 || !want.MatchString(out) || errs != "" {
		t.Errorf("exit code %d, %q, %q, want %q", code, out, errs, want)
	}
	if code, out, errs := call(remove...); code != 1 || out != "" || errs != "queue: study s: no study of this name on "+server.URL()+", which has none at all\n" {
		t.Errorf("again: exit code %d, %q, %q", code, out, errs)
	}
	if code, after, errs := call(train...); code != 0 || !strings.HasSuffix(before, after) || errs != "" {
		t.Errorf("the same command: exit code %d, %q, %q, want the end of %q", code, after, errs, before)
	}
}
