package main

import (
	"context"
	"strings"
	"testing"
)

func shell(name, script, kind string) job {
	p := program{name: name, command: []string{"sh", "-c", script}}
	return job{workload: workload{kind: kind, name: "w", network: "784-10"}, program: p, threads: 1}
}

func TestMeasure(t *testing.T) {
	jobs := []job{
		shell("chatty", `echo hello; echo '{"peer":"x","seconds_per_epoch":2,"unknown":1}'`, kindTrain),
		shell("broken", `echo first >&2; echo why >&2; exit 3`, kindTrain),
		shell("mute", `echo trained`, kindTrain),
		shell("command", `echo trained`, kindScript),
	}
	var log strings.Builder
	lines, err := measure(context.Background(), setting{rounds: 2}, jobs, &log)
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 4 {
		t.Fatalf("got %d lines, want 2 of chatty, 2 of command: %+v", len(lines), lines)
	}
	if err := complete(lines, len(jobs)*2); err == nil || !strings.Contains(err.Error(), "4 of 8 runs failed") {
		t.Errorf("complete: got %v, want an error that counts 4 of 8", err)
	}
	if err := complete(lines, 4); err != nil {
		t.Errorf("complete: got %v, want none when no run failed", err)
	}
	if l := lines[0]; l.Median != 2 || l.Program != "chatty" || l.Round != 1 || l.Threads != 1 {
		t.Errorf("chatty: got %+v", l)
	}
	if l := lines[3]; l.Program != "command" || l.Round != 2 || !(l.Total > 0) {
		t.Errorf("command: got %+v", l)
	}
	for _, want := range []string{"exit status 3: why\n", `got "trained", want a JSON object`} {
		if strings.Count(log.String(), want) != 2 {
			t.Errorf("log: want %q twice in\n%s", want, &log)
		}
	}
}

func TestMeasureStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := measure(ctx, setting{rounds: 1}, []job{shell("p", "echo", kindTrain)}, &strings.Builder{}); err == nil {
		t.Error("cancelled: got no error")
	}
	if _, err := measure(context.Background(), setting{rounds: 1}, nil, &strings.Builder{}); err == nil {
		t.Error("no jobs: got no error")
	}
}
