package main

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// What is kept in two files comes back as one list, in the tables' order.
func TestRaw(t *testing.T) {
	any := regexp.MustCompile("")
	s := setting{kinds: []string{kindSize}, onlyPrograms: any, onlyWorkloads: any}
	folder := t.TempDir()
	small := line{Kind: kindSize, Workload: "784-64-10", Program: digits, Median: .5, Round: 1, Threads: 2}
	large := line{Kind: kindSize, Workload: "784-2048-2048-10", Program: "peer", Median: 9, Round: 1, Threads: 2}
	other := line{Kind: kindTrain, Workload: "784-512-10, 128", Program: "peer", Median: 1, Round: 1, Threads: 2}
	for name, lines := range map[string][]line{"a": {large, other}, "b": {small}} {
		s.raw = filepath.Join(folder, name)
		for _, l := range lines {
			if err := s.keep(l); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.from = []string{filepath.Join(folder, "a"), filepath.Join(folder, "b")}
	got, err := s.readLines()
	if want := []line{small, large}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, error %v, want %+v", got, err, want)
	}
}

func TestRawRefuses(t *testing.T) {
	any := regexp.MustCompile("")
	path := filepath.Join(t.TempDir(), "raw")
	s := setting{kinds: kinds, onlyPrograms: any, onlyWorkloads: any, from: []string{path}}
	for _, c := range []struct{ content, want string }{
		{"", "no line"},
		{`{"kind":"train","workload":"w"}` + "\n{", "line 2"},
		{`{"kind":"of old","workload":"w"}`, "no line"},
	} {
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.readLines(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q in it", c.content, err, c.want)
		}
	}
	s.from = []string{path + " that is not there"}
	if _, err := s.readLines(); err == nil {
		t.Error("no file: got no error")
	}
}
