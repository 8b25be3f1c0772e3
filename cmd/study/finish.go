package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"digits/internal/command"
	"digits/internal/whole"
	"digits/train"
	"digits/train/page"
	"digits/train/study"
	"digits/train/study/queue"
	"digits/train/study/report"
)

// Files of a study's folder, besides those that study.Export writes.
const (
	modelFile    = "winner.safetensors"
	winnerFile   = "winner.json" // there once the study is done
	reportFolder = "report"
)

// maxWinner bounds what is read of winnerFile.
const maxWinner = 16 << 20

// winner is what the end of a study has found, in its file.
type winner struct {
	None         bool            `json:"none,omitempty"` // no setting has trained to the end
	Settings     *study.Settings `json:"settings,omitempty"`
	Runs         []testedRun     `json:"runs,omitempty"`
	Best         int             `json:"best"` // of the runs: the one whose model is kept
	TestAccuracy train.Mean      `json:"testAccuracy"`
	TestLoss     train.Mean      `json:"testLoss"`
	Images       int             `json:"images"`           // of the test
	Sum          string          `json:"sha256,omitempty"` // of all above as JSON, so that damage is found; older files have none
}

// sum is what Sum must be.
func (w winner) sum() string {
	w.Sum = ""
	text, err := json.Marshal(w)
	if err != nil { // which writing it says, too
		return ""
	}
	return fmt.Sprintf("%x", sha256.Sum256(text))
}

// testedRun is a run of the winner.
type testedRun struct {
	Seed         uint64  `json:"seed"`
	ValAccuracy  float64 `json:"valAccuracy"`
	TestAccuracy float64 `json:"testAccuracy"`
	TestLoss     float64 `json:"testLoss"`
}

// loadWinner reads the end of a study, nil if it has not come to it, or if its model
// is gone.
func loadWinner(folder string) (*winner, error) {
	path := filepath.Join(folder, winnerFile)
	text, err := whole.ReadFile(path, maxWinner)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	var won winner
	err = json.Unmarshal(text, &won)
	if err == nil && won.Sum != "" && won.Sum != won.sum() {
		err = errors.New("its SHA-256 is not the one in it")
	}
	if err == nil && !won.None && (won.Settings == nil || won.Best < 0 || won.Best >= len(won.Runs)) {
		err = errors.New("it lacks the runs or their settings")
	}
	if err != nil {
		return nil, fmt.Errorf("study: %s: got no winner: %w: remove the file, and give the study's command again", path, err)
	}
	if _, err := os.Stat(filepath.Join(folder, modelFile)); err != nil && !won.None {
		return nil, nil
	}
	return &won, nil
}

// finish tests the winner, and writes what the study leaves: the model, the page,
// and, when all of it is there, the winner's file.
func (r *run) finish(ctx context.Context, q *queue.Queue, records map[string]study.Record) (won winner, err error) {
	w, err := r.study.Winner(ctx, records, r.data, r.source.Test, q.Files(), nil)
	switch {
	case errors.Is(err, study.ErrNoWinner):
		won.None = true
	case err != nil:
		return won, err
	default:
		won = r.tested(w)
		if err := w.Runs[w.Best].Model.Save(filepath.Join(r.folder, modelFile)); err != nil {
			return won, err
		}
	}
	if err := r.writeReport(records, won); err != nil {
		return won, err
	}
	won.Sum = won.sum()
	text, err := json.MarshalIndent(won, "", "\t")
	if err != nil {
		return won, err
	}
	if err := whole.WriteFile(filepath.Join(r.folder, winnerFile), append(text, '\n')); err != nil {
		return won, err
	}
	return won, q.Finish(ctx)
}

func (r *run) tested(w study.Winner) winner {
	won := winner{Settings: &w.Row.Settings, Best: w.Best, TestAccuracy: w.TestAccuracy, TestLoss: w.TestLoss, Images: r.source.Test.Len()}
	for _, t := range w.Runs {
		won.Runs = append(won.Runs, testedRun{t.Trial.Seed, t.Result.ValAccuracy, t.Test.Accuracy, t.Test.Loss})
	}
	return won
}

// writeReport writes the page and its plots.
func (r *run) writeReport(records map[string]study.Record, won winner) error {
	page := report.Report{Study: r.study, Table: r.study.Table(records), Facts: r.facts(records), Made: time.Now()}
	if !won.None {
		page.Winner = &report.Winner{
			TestAccuracy: won.TestAccuracy, TestLoss: won.TestLoss, Images: won.Images,
			Seed: won.Runs[won.Best].Seed, File: modelFile,
		}
	}
	_, err := page.Write(filepath.Join(r.folder, reportFolder))
	return err
}

// facts are what the page says of how the study was made.
func (r *run) facts(records map[string]study.Record) []page.Fact {
	seconds, workers := 0.0, map[string]bool{}
	for _, record := range records {
		seconds += record.Seconds
		workers[record.Worker] = true
	}
	s, train := r.study, r.source.Train
	return []page.Fact{
		{Name: "Command", Value: r.again},
		{Name: "Data", Value: fmt.Sprintf("%s: %d %s to train on, %d to validate on, %d to test the winner on, of %s, %d classes",
			s.DataName, train.Len()-s.Validation, command.Examples(train), s.Validation, r.source.Test.Len(), command.Size(train), train.Classes)},
		{Name: "Data's SHA-256", Value: s.DataSHA256},
		{Name: "Epochs", Value: fmt.Sprint(s.Epochs)},
		{Name: "Runs of each setting", Value: fmt.Sprint(s.Runs)},
		{Name: "First seed", Value: fmt.Sprint(s.Seed)},
		{Name: "Version of the study's format", Value: fmt.Sprint(s.Version)},
		{Name: "Trained for", Value: fmt.Sprintf("%s on one core each, in all, by %s", clock(time.Duration(seconds*float64(time.Second))), count(len(workers), "worker"))},
	}
}
