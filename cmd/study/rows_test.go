package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"digits/train/study"
)

// half is a study of four settings with two runs of three epochs: the first is
// finished, the second has one run of two, the third failed, and the fourth waits.
func half(t *testing.T) *view {
	t.Helper()
	space, err := study.ParseSpace(study.Texts{Arch: "keras", Units: "32,64", LearningRate: "0.01,9"})
	if err != nil {
		t.Fatal(err)
	}
	s := study.Study{Version: study.Version, Name: "s", Space: space, Runs: 2, Seed: 1, Epochs: 3, DataName: "MNIST", Validation: 10}
	records := map[string]study.Record{}
	jobs, _ := s.Next(nil)
	for i, j := range jobs[:5] {
		r := study.Record{Seconds: 6, Result: study.Result{JobID: j.ID(), ValAccuracy: 0.9 - 0.02*float64(i), Parameters: 1000}}
		if i == 3 {
			continue
		}
		if i == 4 {
			r.Result.Failed = "the loss is NaN in epoch 1, step 2"
		}
		records[j.ID()] = r
	}
	began := time.Unix(0, 0)
	v := newView(s, began)
	var list []study.Record
	for _, r := range records {
		list = append(list, r)
	}
	v.take(study.Arrived{Records: list, Resumed: true, Table: s.Table(records)}, began)
	v.take(study.Beating{Beats: []study.Beat{{JobID: jobs[3].ID(), Epoch: 1}, {JobID: jobs[6].ID()}}}, began.Add(time.Second))
	return v
}

// By hand: accuracies 0.9 and 0.88 have mean 0.89 and standard error 0.02/2.
func TestLines(t *testing.T) {
	got := strings.Join(half(t).lines(10), "\n")
	want := `
#  units    lr     val_accuracy  parameters  seconds  runs  state
1  32     0.01  0.8900 ± 0.0100        1000     12.0   2/2  finished
2  32        9           0.8600        1000      6.0   1/2  running epoch 2 of 3
–  64     0.01           0.8200        1000      6.0   1/2  failed: the loss is NaN in epoch 1, step 2
–  64        9                                         0/2  running epoch 1 of 3`[1:]
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Of five lines one is the head, one says what is left out.
func TestLiveLines(t *testing.T) {
	v := half(t)
	for _, c := range []struct {
		columns, most int
		want          string
	}{
		{40, 2, "#  units    lr     val_accuracy  state|1  32     0.01  0.8900 ± 0.0100  finished|–  64        9                   running epoch 1 of 3|… and 2 settings more"},
		{74, 2, "#  units    lr     val_accuracy  parameters  runs  state|"},
		{200, 2, "#  units    lr     val_accuracy  parameters  seconds  runs  state|"},
	} {
		lines := v.liveLines(c.columns, c.most+1)
		if got := strings.Join(lines, "|"); !strings.HasPrefix(got, c.want) || len(lines) != 4 {
			t.Errorf("%d columns: got %q, want %q", c.columns, got, c.want)
		}
	}
}

// Four jobs of 3 epochs have no result, one of them has one epoch behind it. At 2
// seconds an epoch, two at once, 11 epochs take 11 seconds.
func TestProgress(t *testing.T) {
	v := half(t)
	got := v.progress(time.Unix(61, 0))
	seconds := 0
	if want := "4 of 8 trials done, 2 running, 1:01 so far, about 0:1"; !strings.HasPrefix(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	if _, err := fmt.Sscanf(got[strings.Index(got, "about"):], "about 0:%d left", &seconds); err != nil || seconds != 11 {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestClock(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0:00", 59600 * time.Millisecond: "1:00", 3725 * time.Second: "1:02:05"} {
		if got := clock(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

func TestAgo(t *testing.T) {
	for d, want := range map[time.Duration]string{-time.Second: "just now", 90 * time.Second: "1 minute ago", 50 * time.Hour: "2 days ago"} {
		if got := ago(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}
