package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"digits/internal/chromium"
)

// Screenshots, to be looked at: DIGITS_SCREENSHOTS=FOLDER go test ./cmd/serve -run Screenshots
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("DIGITS_SCREENSHOTS")
	if folder == "" {
		t.Skip("DIGITS_SCREENSHOTS does not name a folder for the screenshots")
	}
	for size, viewport := range map[string]chromedp.Action[chromedp.Void]{
		"phone": chromium.Phone(), "desktop": chromium.Desktop(),
	} {
		for _, scheme := range []string{"light", "dark"} {
			b := open(t, embedded(t), viewport, chromium.Coloured(scheme))
			name := func(what string) string { return filepath.Join(folder, size+"-"+scheme+"-"+what+".png") }
			b.Shoot(name("empty"))
			if size == "phone" {
				b.finger(seven)
			} else {
				b.mouse(seven)
			}
			b.says("7")
			b.Shoot(name("seven"))
			b.Do(chromedp.Click(chromedp.CSS("#clear")))
			b.mouse([]point{{0.2, 0.7}, {0.5, 0.3}, {0.8, 0.7}, {0.2, 0.3}}) // no digit
			b.until(`document.querySelector("tr.best") !== null`)
			b.Do(chromedp.KeyEvent("\t"), chromedp.KeyEvent("\t"), chromedp.Focus(chromedp.CSS("#paper")), chromedp.KeyEvent(" "))
			b.Shoot(name("doubt"))
		}
	}
}
