// Command tables trains on scikit-learn's own small sets, as its MLPClassifier and
// MLPRegressor and as we do, with the same settings, and prints both side by side. It
// runs in the module's root, with a Python that has scikit-learn and pandas:
//
//	go run ./bench/tables -python /tmp/venv/bin/python
//
// The settings: the same splits into training and test rows, columns (and the number to
// predict) standardized by the training rows, 100 units with relu, Adam with a learning
// rate of 0.001, batches of 200 or of all rows if they are fewer, L2 of scikit-learn's
// alpha 0.0001, the same epochs, no early end, one core. What differs: scikit-learn draws
// the first biases too, where ours are 0; its epsilon is 1e-8, ours 1e-7; its L2 leaves
// the biases out.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"text/tabwriter"
	"time"

	"digits/data"
	"digits/models"
	"digits/train"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	python := flag.String("python", "python3", "a Python `program` that has scikit-learn and pandas")
	seeds := flag.Int("seeds", 10, "splits and first weights")
	epochs := flag.Int("epochs", 200, "of both")
	flag.Parse()
	if err := compare(ctx, *python, *seeds, *epochs, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// result is a line of the script's, and one of ours.
type result struct {
	Set     string
	Seed    int
	Score   float64 // accuracy, or R²
	Seconds float64 // of the training
}

func compare(ctx context.Context, python string, seeds, epochs int, w io.Writer) error {
	folder, err := os.MkdirTemp("", "tables")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	script := exec.CommandContext(ctx, python, "bench/sklearn_tables.py", folder, strconv.Itoa(seeds), strconv.Itoa(epochs))
	script.Stderr = os.Stderr
	lines, err := script.Output()
	if err != nil {
		return fmt.Errorf("tables: %s: %w: run it in the module's root, with -python of a Python that has scikit-learn and pandas", script, err)
	}
	theirs, err := parse(lines)
	if err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var ours []result
	for _, r := range theirs {
		own, err := train1(ctx, filepath.Join(folder, fmt.Sprintf("%s-%d", r.Set, r.Seed)), r, epochs)
		if err != nil {
			return err
		}
		ours = append(ours, own)
	}
	return table(w, ours, theirs)
}

func parse(lines []byte) (all []result, err error) {
	for d := json.NewDecoder(bytes.NewReader(lines)); ; {
		var r result
		if err := d.Decode(&r); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("tables: the script's lines: %w", err)
		}
		all = append(all, r)
	}
}

// train1 trains on the rows of a folder, as the script has on the same.
func train1(ctx context.Context, folder string, like result, epochs int) (result, error) {
	own := result{Set: like.Set, Seed: like.Seed}
	source, err := data.Open(folder, data.Options{Label: "target", Regression: like.Set == "diabetes"})
	if err != nil {
		return own, err
	}
	r, err := models.MLP.WithUnits(100)
	if err != nil {
		return own, err
	}
	set := source.Train
	r.Epochs, r.Batch = epochs, min(200, set.Len())
	r.Optimizer.LearningRate, r.Optimizer.Decay = 0.001, fmt.Sprintf("l2:%g", 1e-4/float64(r.Batch))
	began := time.Now()
	m, err := train.NewModel(r, set, uint64(like.Seed))
	if err != nil {
		return own, err
	}
	c, err := train.Recipe(r, set.Len(), uint64(like.Seed))
	if err != nil {
		return own, err
	}
	if _, err := train.Fit(ctx, m, set, c); err != nil {
		return own, err
	}
	own.Seconds = time.Since(began).Seconds()
	tested, err := train.EvaluateWith(ctx, m, source.Test, train.Evaluation{Measures: train.OfNumbers(m, source.Test)})
	own.Score = tested.Accuracy
	for _, measured := range tested.Measured {
		if measured.Name == "r2" {
			own.Score = measured.Value
		}
	}
	return own, err
}

// table prints means over the seeds, and of the differences seed by seed.
func table(w io.Writer, ours, theirs []result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "set\tdigits\tscikit-learn\tdifference\ttraining, s\tscikit-learn's, s\ttimes as fast")
	for lo := 0; lo < len(ours); {
		hi := lo
		var own, other, difference, seconds, otherSeconds []float64
		for ; hi < len(ours) && ours[hi].Set == ours[lo].Set; hi++ {
			own, other = append(own, ours[hi].Score), append(other, theirs[hi].Score)
			difference = append(difference, ours[hi].Score-theirs[hi].Score)
			seconds, otherSeconds = append(seconds, ours[hi].Seconds), append(otherSeconds, theirs[hi].Seconds)
		}
		s, o := train.MeanOf(seconds).Value, train.MeanOf(otherSeconds).Value
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%.3f\t%.3f\t%.1f\n", ours[lo].Set, text(own), text(other), text(difference), s, o, o/s)
		lo = hi
	}
	return t.Flush()
}

func text(values []float64) string {
	m := train.MeanOf(values)
	return fmt.Sprintf("%.4f ± %.4f", m.Value, m.StandardError)
}
