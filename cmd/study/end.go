package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"digits/internal/command"
	"digits/train/study"
)

// mostPrinted is how many settings the table at the end has, the best ones; the
// CSV has all.
const mostPrinted = 200

// printEnd prints what a study has come to. It is an error if that is nothing.
func (r *run) printEnd(records map[string]study.Record, won winner) error {
	v := newView(r.study, time.Now())
	v.table = r.study.Table(records)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\n", v.title(), strings.Join(v.lines(mostPrinted), "\n"))
	if t := v.table; len(t.Rungs) > 1 {
		fmt.Fprintf(&b, "Halving has trained %d epochs and saved %d, %.0f %% of what all settings would have taken\n",
			t.Trained, t.Saved, 100*float64(t.Saved)/float64(max(1, t.Trained+t.Saved)))
	}
	b.WriteString(r.winnerText(v, won))
	fmt.Fprintf(&b, "All of it in %s: %s, %s, %s, %s\n", r.folder, study.SettingsFile, study.TrialsFile, study.RecordsFile,
		filepath.Join(reportFolder, "index.html"))
	if _, err := fmt.Fprint(r.w, b.String()); err != nil {
		return err
	}
	if won.None {
		return study.ErrNoWinner
	}
	return nil
}

// winnerText says how the winner did on the test images, and how to use it.
func (r *run) winnerText(v *view, won winner) string {
	if won.None {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "The best by validation: %s\n", v.describe(*won.Settings))
	model := filepath.Join(r.folder, modelFile)
	if runs := len(won.Runs); runs == 1 {
		fmt.Fprintf(&b, "Test accuracy %.4f, test loss %.4f (%d examples)\n", won.TestAccuracy.Value, won.TestLoss.Value, won.Images)
		fmt.Fprintf(&b, "Saved in %s; to use it:\n", model)
	} else {
		fmt.Fprintf(&b, "Test accuracy %.4f ± %.4f, test loss %.4f ± %.4f (standard errors over %d runs, %d examples)\n",
			won.TestAccuracy.Value, won.TestAccuracy.StandardError, won.TestLoss.Value, won.TestLoss.StandardError, runs, won.Images)
		fmt.Fprintf(&b, "Saved, of the run with the best validation accuracy, seed %d, in %s; to use it:\n", won.Runs[won.Best].Seed, model)
	}
	if v.study.DataName == "MNIST" {
		fmt.Fprintf(&b, "    go run ./cmd/evaluate %[1]s\n    go run ./cmd/predict -model %[1]s photo.jpg\n", command.Quoted(model))
	} else {
		fmt.Fprintf(&b, "    go run ./cmd/evaluate %s -data %s\n", command.Quoted(model), command.Quoted(cmp.Or(r.settings.data.Path, "FOLDER")))
	}
	return b.String()
}
