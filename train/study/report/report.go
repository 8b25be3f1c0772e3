// Package report makes a folder that shows what a study has found: index.html, one
// file that needs no network, and each of its plots as PNG and SVG.
package report

import (
	"fmt"
	"os"
	"time"

	"digits/train"
	"digits/train/page"
	"digits/train/study"
)

// Report is what is reported.
type Report struct {
	Study  study.Study
	Table  study.Table
	Winner *Winner // nil if nothing has trained to the end
	Facts  []page.Fact
	Made   time.Time
}

// Winner is how the first row did on the test images, over its runs.
type Winner struct {
	TestAccuracy, TestLoss train.Mean
	Images                 int // of the test
	Seed                   uint64
	File                   string // with the model of the best run, that of Seed, beside the report's folder
}

// Write makes the folder if it is missing and writes the report into it, each file
// whole or not at all. It returns the page's path. One report always gives the
// same bytes.
func (r *Report) Write(folder string) (string, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	figures, err := r.figures()
	if err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	text, err := r.page(figures)
	if err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	path, err := page.Write(folder, figures, text)
	if err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	return path, nil
}
