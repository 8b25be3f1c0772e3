package report

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"digits/internal/chromium"
	"digits/train/study"
)

// seen is what a page has, as a browser sees it.
type seen struct {
	Overflow int      // pixels that can be scrolled to the right
	Plots    []string // for whoever does not see them; "" for one without a size
	Tables   int
	Unsorted int // tables whose first two columns a click on the head does not sort
}

const look = `(() => {
	const key = (row, column) => row.cells[column].dataset.key ?? row.cells[column].textContent;
	const sorted = (table, column, sign) => {
		table.tHead.rows[0].cells[column].querySelector("button").click();
		const keys = [...table.tBodies[0].rows].map((row) => key(row, column)).filter((k) => k !== "");
		const order = (a, b) => isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b;
		return keys.every((k, i) => i === 0 || sign * order(keys[i-1], k) <= 0);
	};
	const tables = [...document.querySelectorAll("table.sortable")];
	return {
		Overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
		Plots: [...document.querySelectorAll("svg")].map((s) => s.getBoundingClientRect().height > 100 ? s.getAttribute("aria-label") : ""),
		Tables: document.querySelectorAll("table").length,
		Unsorted: tables.filter((t) => ![0, 1].every((c) => sorted(t, c, 1) && sorted(t, c, -1))).length,
	};
})()`

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
		for size, viewport := range map[string]chromedp.Action[chromedp.Void]{"phone": chromium.Phone(), "desktop": chromium.Desktop()} {
			for _, scheme := range []string{"light", "dark"} {
				b.Do(viewport, chromium.Coloured(scheme), chromedp.Navigate("file://"+filepath.Join(folder, "index.html")))
				got, err := chromedp.Run(b, chromedp.Evaluate[seen](look))
				if err != nil {
					t.Fatal(err)
				}
				if got.Overflow != 0 || len(got.Plots) != c.plots || slices.Contains(got.Plots, "") || got.Tables != c.tables || got.Unsorted != 0 {
					t.Errorf("%s, %s, %s: got %+v, want %d plots with texts, %d tables, all sorted, and nothing beyond the window", name, size, scheme, got, c.plots, c.tables)
				}
				if folder := os.Getenv("DIGITS_SCREENSHOTS"); folder != "" {
					b.ShootAll(filepath.Join(folder, name+"-"+size+"-"+scheme+".png"))
				}
			}
		}
	}
}
