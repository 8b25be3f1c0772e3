package main

import (
	"testing"
	"time"

	"digits/train/study"
)

// BenchmarkDraw draws the live table of 10,000 trials, a third of them done, with
// 100 workers.
func BenchmarkDraw(b *testing.B) {
	space, err := study.ParseSpace(study.Texts{Arch: "keras", Units: "16..512", LearningRate: "1e-4..1e-1", Random: 10_000})
	if err != nil {
		b.Fatal(err)
	}
	s := study.Study{Version: study.Version, Name: "s", Space: space, Runs: 1, Seed: 1, Epochs: 5, DataName: "MNIST", Validation: 10000}
	records := map[string]study.Record{}
	jobs, _ := s.Next(nil)
	var list []study.Record
	for i, j := range jobs[:3333] {
		r := study.Record{Seconds: 1, Result: study.Result{JobID: j.ID(), ValAccuracy: float64(i%1000) / 1000, Parameters: 1000}}
		records[j.ID()], list = r, append(list, r)
	}
	var beats []study.Beat
	for _, j := range jobs[3333:3433] {
		beats = append(beats, study.Beat{JobID: j.ID(), Epoch: 2})
	}
	v := newView(s, time.Now())
	v.take(study.Arrived{Records: list, Table: s.Table(records)}, time.Now())
	v.take(study.Beating{Beats: beats}, time.Now())
	for b.Loop() {
		v.liveLines(120, 40)
		v.progress(time.Now())
	}
}
