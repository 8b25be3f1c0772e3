package study

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"

	"digits/internal/whole"
	"digits/train"
)

// The files that Export writes. The first two hold nothing that depends on where
// and how fast the study ran.
const (
	TrialsFile   = "trials.csv"    // a line a trial that has a result, in the study's order, as far as it has come
	SettingsFile = "settings.csv"  // a line a setting, in the table's order, with means and standard errors over its runs
	RecordsFile  = "records.jsonl" // a JSON object a job, with its history, seconds and worker
)

// export is a file that Export writes.
type export struct {
	name    string
	content []byte
}

// Export writes the files into the study's folder, each whole or not at all.
func (s Study) Export(folder string, records map[string]Record) error {
	files, err := s.exports(records)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := whole.WriteFile(filepath.Join(folder, f.name), f.content); err != nil {
			return fmt.Errorf("study: %w", err)
		}
	}
	return nil
}

func (s Study) exports(records map[string]Record) ([]export, error) {
	a := newAgenda(s)
	t := a.table(records)
	trials, err := a.trialsCSV(t, records)
	if err != nil {
		return nil, err
	}
	settings, err := settingsCSV(t)
	if err != nil {
		return nil, err
	}
	lines, err := a.jsonLines(records)
	if err != nil {
		return nil, err
	}
	return []export{{TrialsFile, trials}, {SettingsFile, settings}, {RecordsFile, lines}}, nil
}

// CheckTables returns an error if a table in the folder of a study that is done is not
// what the folder's records give: either is damaged. A table that is gone is written.
func (s Study) CheckTables(folder string, records map[string]Record) error {
	files, err := s.exports(records)
	if err != nil {
		return err
	}
	for _, f := range files {
		path := filepath.Join(folder, f.name)
		is, err := whole.ReadFile(path, max(int64(len(f.content)), 1<<20))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			err = whole.WriteFile(path, f.content)
		case err == nil && f.name != RecordsFile && !bytes.Equal(is, f.content):
			err = fmt.Errorf("%s is not what %s beside it gives: remove both files, and give the study's command again: they come out as they were", path, RecordsFile)
		}
		if err != nil {
			return fmt.Errorf("study: %w", err)
		}
	}
	return nil
}

// settingColumns are the settings' columns in both CSV files.
func settingColumns() (names []string) {
	for _, a := range Axes() {
		names = append(names, a.Name)
	}
	return names
}

func (s Settings) columns() (texts []string) {
	for _, a := range Axes() {
		texts = append(texts, a.Text(s))
	}
	return texts
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// trialsCSV has each trial at the highest rung at which it has a result.
func (a *agenda) trialsCSV(t Table, records map[string]Record) ([]byte, error) {
	rows := slices.SortedFunc(slices.Values(t.Rows), func(x, y Row) int { return x.Order - y.Order })
	header := append([]string{"trial"}, settingColumns()...)
	lines := [][]string{append(header, "seed", "state", "epochs", "val_accuracy", "val_loss", "accuracy", "loss", "parameters", "weights_sha256", "failed")}
	for i, trial := range a.trials {
		r, epochs, ok := a.latest(i, records)
		if !ok {
			continue
		}
		line := append([]string{trial.ID()}, trial.Settings.columns()...)
		lines = append(lines, append(line,
			strconv.FormatUint(trial.Seed, 10), string(rows[i/a.study.Runs].State), strconv.Itoa(epochs),
			number(r.ValAccuracy), number(r.ValLoss), number(r.Accuracy), number(r.Loss),
			strconv.Itoa(r.Parameters), r.Weights, r.Failed))
	}
	return csvOf(lines)
}

// latest is a trial's result at the highest rung at which it has one, and the
// epochs that it has trained.
func (a *agenda) latest(trial int, records map[string]Record) (r Result, epochs int, ok bool) {
	for k := len(a.rungs) - 1; k >= 0; k-- {
		if record, ok := records[a.ids[k][trial]]; ok {
			return record.Result, len(record.Result.History), true
		}
	}
	return r, 0, false
}

func settingsCSV(t Table) ([]byte, error) {
	header := append([]string{"rank"}, settingColumns()...)
	lines := [][]string{append(header, "state", "epochs", "runs",
		"val_accuracy", "val_accuracy_se", "val_loss", "val_loss_se", "accuracy", "accuracy_se", "loss", "loss_se", "parameters", "failed")}
	for _, r := range t.Rows {
		rank := ""
		if r.Rank > 0 {
			rank = strconv.Itoa(r.Rank)
		}
		line := append([]string{rank}, r.Settings.columns()...)
		line = append(line, string(r.State), strconv.Itoa(r.Epochs), strconv.Itoa(r.Runs))
		for _, m := range []train.Mean{r.ValAccuracy, r.ValLoss, r.Accuracy, r.Loss} {
			if r.Rank == 0 {
				line = append(line, "", "")
				continue
			}
			line = append(line, number(m.Value), number(m.StandardError))
		}
		lines = append(lines, append(line, strconv.Itoa(r.Parameters), r.Why))
	}
	return csvOf(lines)
}

func csvOf(lines [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(lines); err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	return b.Bytes(), nil
}

// recordLine is a line of the records' file.
type recordLine struct {
	Trial Trial `json:"trial"`
	Record
}

// jsonLines has the records in the order of trials and rungs.
func (a *agenda) jsonLines(records map[string]Record) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	for i, trial := range a.trials {
		for k := range a.rungs {
			r, ok := records[a.ids[k][i]]
			if !ok {
				continue
			}
			if err := e.Encode(recordLine{trial, r}); err != nil {
				return nil, fmt.Errorf("study: %w", err)
			}
		}
	}
	return b.Bytes(), nil
}
