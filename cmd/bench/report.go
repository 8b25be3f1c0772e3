package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"digits/data"
	"digits/graph/kernel"
	"digits/internal/machine"
)

// report prints the lines as they come, or all of them in tables at the end.
type report struct {
	settings
	w      io.Writer
	source *data.Source
	lines  []line
}

func (r *report) add(l line) error {
	if r.json {
		return l.write(r.w)
	}
	r.lines = append(r.lines, l)
	return nil
}

func (r *report) end() error {
	if r.plot != "" {
		if err := drawSizes(r.plot, r.lines); err != nil {
			return err
		}
	}
	if r.json {
		return nil
	}
	fmt.Fprintf(r.w, "%s; %s kernels, %d in use\n", machine.Name(), kernel.ISA(), r.threads)
	if r.predict {
		return r.predictions()
	}
	if err := r.training(); err != nil {
		return err
	}
	return r.steps()
}

func (r *report) table(rows func(t io.Writer)) error {
	t := tabwriter.NewWriter(r.w, 0, 0, 2, ' ', tabwriter.AlignRight)
	rows(t)
	return t.Flush()
}

func (r *report) predictions() error {
	return r.table(func(t io.Writer) {
		fmt.Fprintf(t, "\none image, µs\t%d images, ms\timages a second\t  network\n", r.source.Test.Len())
		for _, l := range r.lines {
			fmt.Fprintf(t, "%.2f\t%.2f\t%.0f\t  %s\n", l.One, l.Many, float64(r.source.Test.Len())/l.Many*1e3, l.name())
		}
	})
}

// training prints what epochs take, and what they would take at the least.
func (r *report) training() error {
	const largest = 192 << 20 // bytes, beyond any cache here
	peak, share := kernel.Peak(r.threads), r.share()
	fmt.Fprintf(r.w, "Peak %.0f GFLOP/s, memory %.1f GB/s; %.1f %% of the pixels are not background\n\n",
		peak/1e9, machine.Bandwidth(largest)/1e9, 100*share)
	err := r.table(func(t io.Writer) {
		fmt.Fprintln(t, "s/epoch\tbest\texamples/s\tGFLOP/s\tof peak\tat least, s\ttimes that\taccuracy\tMB\t  network")
		for _, l := range r.lines {
			rate := 1e9 * l.GFLOP / l.Median
			limit := r.limit(l.workload, peak, share)
			fmt.Fprintf(t, "%.3f\t%.3f\t%.0f\t%.0f\t%.0f %%\t%.3f\t%.2f\t%.4f\t%.0f\t  %s\n",
				l.Median, l.Best, l.Examples, rate/1e9, 100*rate/peak, limit, l.Median/limit, l.Accuracy, l.Peak, l.name())
		}
	})
	fmt.Fprint(r.w, `
GFLOP/s are those of dense products. "At least" is the time of the products that
pixels other than background need, at the peak, and of Adam's 28 bytes a weight
and step, at the bandwidth of as much memory as weights, gradients and moments take.

`)
	return err
}

// limit is the least time for an epoch in seconds.
func (r *report) limit(w workload, peak, share float64) float64 {
	const (
		moved = 28 // bytes a weight: w, g, m and v are read, w, m and v written
		held  = 16
	)
	examples := r.source.Train.Len()
	steps := (examples + w.recipe.Batch - 1) / w.recipe.Batch
	return w.flops(examples, share)/peak + float64(steps*moved*w.weights())/machine.Bandwidth(held*w.weights())
}

// share is that of the training images' pixels that are not background.
func (r *report) share() float64 {
	n := 0
	for _, p := range r.source.Train.Pixels {
		if p != 0 {
			n++
		}
	}
	return float64(n) / float64(len(r.source.Train.Pixels))
}

// steps prints where a step's time goes.
func (r *report) steps() error {
	err := r.table(func(t io.Writer) {
		fmt.Fprint(t, "A step, µs\t")
		for _, part := range partNames {
			fmt.Fprintf(t, "%s\t", part)
		}
		fmt.Fprintln(t, "instructions\tallocations\tbytes\t  network")
		for _, l := range r.lines {
			fmt.Fprintf(t, "%.0f\t", 1e6*l.Median/float64((r.source.Train.Len()+l.Batch-1)/l.Batch))
			for _, part := range partNames {
				fmt.Fprintf(t, "%.0f\t", l.Parts[part])
			}
			fmt.Fprintf(t, "%d\t%.2f\t%.0f\t  %s\n", l.Instructions, l.Allocations, l.Bytes, l.name())
		}
	})
	fmt.Fprint(r.w, `
Parts are medians over single steps. "Other" is ReLU's gradient, dropout and biases,
"tape" what the TapeMachine takes beyond its operations, "loop" what an epoch takes
beyond such steps: the shuffle, the accuracy, and whatever else runs on the machine.
`)
	return err
}

func (l line) name() string {
	name := fmt.Sprintf("%s, batch %d", l.Network, l.Batch)
	if l.Recipe != l.Network {
		name = l.Recipe + ": " + name
	}
	return name
}
