package study

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"digits/data"
)

// BenchmarkTrials trains four trials of a network of the grid of 784-32-10 to
// 784-512-10, in an epoch of MNIST: one after the other, each sharing all cores, and
// as many at once as there are cores, each on one. It reports seconds a trial.
func BenchmarkTrials(b *testing.B) {
	source, err := data.MNIST("")
	if err != nil {
		b.Skip(err)
	}
	d := NewData(source)
	for _, c := range []struct {
		name  string
		units int
		batch int
	}{{"units=32", 32, 32}, {"units=128", 128, 32}, {"units=512", 512, 128}} {
		s, err := Settings{Arch: "keras", Units: []int{c.units}, Batch: c.batch, Epochs: 1}.filled()
		if err != nil {
			b.Fatal(err)
		}
		trial := func(seed int, run func(context.Context, Job) error) {
			job := Job{Trial: Trial{s, uint64(seed)}, Epochs: 1, Plan: Plan{Version, d.SHA256, 10000}}
			if err := run(context.Background(), job); err != nil {
				b.Error(err)
			}
		}
		const trials = 4
		ways := map[string]func(){
			"sharing": func() {
				for seed := range trials {
					trial(seed, func(ctx context.Context, j Job) error { _, _, err := run(ctx, j, d, nil, nil); return err })
				}
			},
			"at-once": func() {
				var running sync.WaitGroup
				for slot := range runtime.GOMAXPROCS(0) {
					running.Go(func() {
						for seed := slot; seed < trials; seed += runtime.GOMAXPROCS(0) {
							trial(seed, func(ctx context.Context, j Job) error { _, _, err := Run(ctx, j, d, nil, nil); return err })
						}
					})
				}
				running.Wait()
			},
		}
		for _, way := range []string{"sharing", "at-once"} {
			b.Run(c.name+"/"+way, func(b *testing.B) {
				for b.Loop() {
					ways[way]()
				}
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N*trials), "s/trial")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}
