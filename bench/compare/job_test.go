package main

import (
	"regexp"
	"slices"
	"testing"
)

func TestJobs(t *testing.T) {
	s := setting{
		kinds: []string{kindTrain, kindScript}, threads: []int{1, 2}, epochs: 3, data: "d",
		onlyPrograms: regexp.MustCompile(""), onlyWorkloads: regexp.MustCompile("^784-128-64-10, 64$|^torch$"),
	}
	peer := program{name: "peer", kinds: []string{kindTrain, kindScript}}
	brief := program{name: "brief", kinds: []string{kindTrain}, brief: true}
	ours := program{name: digits, kinds: []string{kindScript}}
	jobs := s.jobs([]program{peer, brief, ours}, "f")
	if len(jobs) != 8 {
		t.Fatalf("got %v, want 2 programs of each kind on 1 and 2 cores", jobs)
	}
	network := []string{"--network=784-128-64-10", "--batch=64", "--dropout=0", "--low=-1", "--data=d"}
	for _, c := range []struct {
		job  int
		want []string
	}{
		{0, append(slices.Clone(network), "--threads=1", "--epochs=3", "--warmup=1")},
		{3, append(slices.Clone(network), "--threads=2", "--epochs=1", "--warmup=0")},
		{7, []string{"--data=d", "--arch=torch", "--epochs=5", "--out=f/model.keras.safetensors", "--dropout=0.2"}},
	} {
		if got := jobs[c.job].args; !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", jobs[c.job], got, c.want)
		}
	}
}
