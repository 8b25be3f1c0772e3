package main

import "testing"

func TestCommandLine(t *testing.T) {
	s := settings{}
	f := s.flags()
	if err := f.Parse([]string{"-units", "8", "-halving", "-nats", "nats://me:secret@a:1,b:2", "-token", "secret", "-activation", "elu(alpha=1)", "-halving=asha"}); err != nil {
		t.Fatal(err)
	}
	want := "go run ./cmd/study -activation 'elu(alpha=1)' -halving=asha -nats nats://…@a:1,b:2 -token … -units 8"
	if got := commandLine(f); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
