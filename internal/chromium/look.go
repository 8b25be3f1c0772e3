package chromium

import (
	"iter"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// Look is what a report's page has, as a browser shows it.
type Look struct {
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

// Looks loads the page on a phone and on a desktop, light and dark, and yields where
// it is and what it has. If DIGITS_SCREENSHOTS names a folder, it leaves pictures
// there, to be looked at.
func (b Tab) Looks(url, name string) iter.Seq2[string, Look] {
	return func(yield func(string, Look) bool) {
		for size, viewport := range map[string]chromedp.Action[chromedp.Void]{"phone": Phone(), "desktop": Desktop()} {
			for _, scheme := range []string{"light", "dark"} {
				b.Do(viewport, Coloured(scheme), chromedp.Navigate(url))
				got, err := chromedp.Run(b, chromedp.Evaluate[Look](look))
				if err != nil {
					b.t.Fatal(err)
				}
				where := size + "-" + scheme
				if folder := os.Getenv("DIGITS_SCREENSHOTS"); folder != "" {
					b.shootAll(filepath.Join(folder, name+"-"+where+".png"))
				}
				if !yield(where, got) {
					return
				}
			}
		}
	}
}
