package report

import (
	"path/filepath"
	"slices"
	"testing"

	"digits/internal/chromium"
)

// Both pages hold together in a browser: no script fails, nothing scrolls sideways
// but what is meant to, plots are seen, tables sort.
func TestInBrowser(t *testing.T) {
	b := chromium.Open(t, "about:blank")
	one, _ := write(t, sample(t))
	all := t.TempDir()
	if _, err := sampleRuns().Write(all); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		folder        string
		plots, tables int
	}{"run": {one, 4, 6}, "runs": {all, 2, 3}} {
		for where, got := range b.Looks("file://"+filepath.Join(c.folder, "index.html"), name) {
			if got.Overflow != 0 || len(got.Plots) != c.plots || slices.Contains(got.Plots, "") || got.Tables != c.tables || got.Unsorted != 0 {
				t.Errorf("%s, %s: got %+v, want %d plots with texts, %d tables, all sorted, and nothing beyond the window", name, where, got, c.plots, c.tables)
			}
		}
	}
}
