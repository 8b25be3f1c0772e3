package main

import (
	"fmt"
	"io"
	"strings"
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
	peak := kernel.Peak(r.threads)
	fmt.Fprintf(r.w, "Peak %.0f GFLOP/s, memory %.1f GB/s\n\n", peak/1e9, machine.Bandwidth(largest)/1e9)
	err := r.table(func(t io.Writer) {
		fmt.Fprintln(t, "s/epoch\tbest\texamples/s\tGFLOP/s\tof peak\tinputs, %\tat least, s\ttimes that\taccuracy\tMB\t  network")
		for _, l := range r.lines {
			rate := 1e9 * l.GFLOP / l.Median
			limit := r.limit(l, peak)
			fmt.Fprintf(t, "%.3f\t%.3f\t%.0f\t%.0f\t%.0f %%\t%s\t%.3f\t%.2f\t%.4f\t%.0f\t  %s\n",
				l.Median, l.Best, l.Examples, rate/1e9, 100*rate/peak, l.percentages(), limit, l.Median/limit, l.Accuracy, l.Peak, l.name())
		}
	})
	fmt.Fprint(r.w, `
GFLOP/s are those of dense products. "Inputs" are those of each layer that are not
background or, in a hidden layer, 0, once trained. "At least" is the time of the
products that these need, at the peak, and of Adam's 28 bytes a weight and step, at
the bandwidth of as much memory as weights, gradients and moments take.

`)
	return err
}

// limit is the least time for an epoch in seconds.
func (r *report) limit(l line, peak float64) float64 {
	const (
		moved = 28 // bytes a weight: w, g, m and v are read, w, m and v written
		held  = 16
	)
	w, examples := l.workload, r.source.Train.Len()
	steps := (examples + w.recipe.Batch - 1) / w.recipe.Batch
	return w.flops(examples, l.Shares)/peak + float64(steps*moved*w.weights())/machine.Bandwidth(held*w.weights())
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
				fmt.Fprintf(t, "%s\t", orDash("%.0f", l.Parts[part], l.Parts != nil))
			}
			fmt.Fprintf(t, "%s\t%.2f\t%.0f\t  %s\n", orDash("%d", l.Instructions, l.Parts != nil), l.Allocations, l.Bytes, l.name())
		}
	})
	fmt.Fprint(r.w, `
Parts are medians over single steps. "Other" is ReLU's gradient, dropout and biases,
"tape" what the TapeMachine takes beyond its operations, "loop" what an epoch takes
beyond such steps: the shuffle, the accuracy, and whatever else runs on the machine.
`)
	return err
}

// orDash prints a figure, or a dash where there is none: of a graph of gorgonia's own
// operations.
func orDash(format string, figure any, known bool) string {
	if !known {
		return "-"
	}
	return fmt.Sprintf(format, figure)
}

// percentages are the shares of inputs.
func (l line) percentages() string {
	fields := make([]string, len(l.Shares))
	for i, share := range l.Shares {
		fields[i] = fmt.Sprintf("%.0f", 100*share)
	}
	return strings.Join(fields, " ")
}

func (l line) name() string {
	name := fmt.Sprintf("%s, batch %d", l.Network, l.Batch)
	if l.Recipe != l.Network {
		name = l.Recipe + ": " + name
	}
	return name
}
