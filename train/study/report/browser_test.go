package report

import (
	"path/filepath"
	"slices"
	"testing"

	"digits/internal/chromium"
	"digits/train/study"
)

// The page holds together in a browser, whatever it has: no script fails, nothing
// scrolls sideways but what is meant to, plots are seen, tables sort. With
// DIGITS_SCREENSHOTS=FOLDER it leaves pictures to be looked at.
func TestInBrowser(t *testing.T) {
	failed := made(t, study.Texts{Arch: "keras", Units: "64", LearningRate: "0.6,0.7"}, 2, "")
	failed.Winner = nil
	b := chromium.Open(t, "about:blank")
	for name, c := range map[string]struct {
		r             *Report
		plots, tables int
	}{
		"grid":    {made(t, grid, 3, ""), 3, 3},
		"halving": {made(t, study.Texts{Arch: "keras", Units: "16..512", LearningRate: "1e-3..1", Random: 27}, 2, study.Halve), 4, 2},
		"single":  {made(t, study.Texts{Arch: "keras", Units: "64", LearningRate: "0.01"}, 2, ""), 1, 2},
		"failed":  {failed, 0, 3},
	} {
		folder, _ := write(t, c.r)
		for where, got := range b.Looks("file://"+filepath.Join(folder, "index.html"), name) {
			if got.Overflow != 0 || len(got.Plots) != c.plots || slices.Contains(got.Plots, "") || got.Tables != c.tables || got.Unsorted != 0 {
				t.Errorf("%s, %s: got %+v, want %d plots with texts, %d tables, all sorted, and nothing beyond the window", name, where, got, c.plots, c.tables)
			}
		}
	}
}
