package main

import (
	"strings"
	"testing"
)

func TestLine(t *testing.T) {
	s := setting{network: "784-10", batch: 32, threads: 2, epochs: 3}
	var b strings.Builder
	if err := newLine(s, 0.5, []float64{4, 1, 2}, 0.75).write(&b); err != nil {
		t.Fatal(err)
	}
	want := `{"peer":"gorgonia","network":"784-10","batch":32,"dropout":0,"threads":2,"mode":"plain","epochs":3,` +
		`"seconds_per_epoch":2,"seconds_per_epoch_best":1,"compile_seconds":0.5,"test_accuracy":0.75,"peak_rss_mb":`
	if !strings.HasPrefix(b.String(), want) {
		t.Errorf("got %s, want it to begin with %s", b.String(), want)
	}
}
