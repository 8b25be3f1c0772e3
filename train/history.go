package train

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"digits/internal/whole"
)

// Log is one epoch's line of the history. Loss and Accuracy are Keras' running
// means: over the epoch's examples, while the weights change, dropout on. The
// validation figures are of the weights after the epoch, dropout off.
type Log struct {
	Epoch                int
	Loss, Accuracy       float64
	Validated            bool
	ValLoss, ValAccuracy float64
	Seconds              float64

	Unclassified          bool     // the accuracies have no meaning
	Measured, ValMeasured []Metric // of Config.Measures
}

// History has a line an epoch.
type History []Log

// Metric is a named figure.
type Metric struct {
	Name  string
	Value float64
}

// String returns "name: value".
func (m Metric) String() string { return fmt.Sprintf("%s: %.4f", m.Name, m.Value) }

// Metrics returns the figures by Keras' names, in its order; no times.
func (l Log) Metrics() []Metric {
	all := func(prefix string, loss, accuracy float64, measured []Metric) []Metric {
		m := []Metric{{prefix + "loss", loss}, {prefix + "accuracy", accuracy}}
		if l.Unclassified {
			m = m[:1]
		}
		for _, own := range measured {
			m = append(m, Metric{prefix + own.Name, own.Value})
		}
		return m
	}
	m := all("", l.Loss, l.Accuracy, l.Measured)
	if l.Validated {
		m = append(m, all("val_", l.ValLoss, l.ValAccuracy, l.ValMeasured)...)
	}
	return m
}

// Line returns the epoch and the figures as text, as a model's file carries them.
func (l Log) Line() map[string]string {
	line := map[string]string{"epoch": strconv.Itoa(l.Epoch)}
	for _, m := range l.Metrics() {
		line[m.Name] = strconv.FormatFloat(m.Value, 'g', -1, 64)
	}
	return line
}

// HistoryFile records the history of one run or of several in a file: rows of
// seed, epoch, the metrics and seconds, as CSV or, if the name ends in .jsonl,
// as a JSON object a line. The file is whole after each epoch. A run that is
// resumed has the rows of its checkpoint, whatever is in the file.
type HistoryFile struct {
	path string
	rows []historyRow
}

type historyRow struct {
	seed uint64
	log  Log
}

// NewHistoryFile checks the name's ending, .csv or .jsonl.
func NewHistoryFile(path string) (*HistoryFile, error) {
	switch ext := filepath.Ext(path); ext {
	case ".csv", ".jsonl":
		return &HistoryFile{path: path}, nil
	default:
		return nil, fmt.Errorf("train: history: got file %q, want a name that ends in .csv or .jsonl", path)
	}
}

// Record returns the callback that records a run.
func (h *HistoryFile) Record() Callback {
	var seed uint64
	return func(e Event) error {
		switch e := e.(type) {
		case *Begin:
			seed = e.Seed
			if e.Resumed != nil {
				for _, log := range e.Resumed.History {
					h.rows = append(h.rows, historyRow{seed, log})
				}
				return h.write()
			}
		case *EpochEnd:
			h.rows = append(h.rows, historyRow{seed, e.Log})
			return h.write()
		}
		return nil
	}
}

func (h *HistoryFile) write() error {
	text, err := h.csv()
	if strings.HasSuffix(h.path, ".jsonl") {
		text, err = h.jsonLines()
	}
	if err != nil {
		return err
	}
	return whole.WriteFile(h.path, text)
}

func (h *HistoryFile) csv() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	header := []string{"seed", "epoch"}
	for _, m := range h.rows[0].log.Metrics() {
		header = append(header, m.Name)
	}
	w.Write(append(header, "seconds"))
	for _, r := range h.rows {
		row := []string{strconv.FormatUint(r.seed, 10), strconv.Itoa(r.log.Epoch)}
		for _, m := range r.log.Metrics() {
			row = append(row, strconv.FormatFloat(m.Value, 'g', -1, 64))
		}
		w.Write(append(row, strconv.FormatFloat(r.log.Seconds, 'f', 3, 64)))
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func (h *HistoryFile) jsonLines() ([]byte, error) {
	var b bytes.Buffer
	for _, r := range h.rows {
		line := map[string]any{"seed": r.seed, "epoch": r.log.Epoch, "seconds": r.log.Seconds}
		for _, m := range r.log.Metrics() {
			line[m.Name] = m.Value
		}
		text, err := json.Marshal(line)
		if err != nil {
			return nil, err
		}
		b.Write(append(text, '\n'))
	}
	return b.Bytes(), nil
}
