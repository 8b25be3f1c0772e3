package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Screenshots, to be looked at: DIGITS_SCREENSHOTS=FOLDER go test ./cmd/serve -run Screenshots
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("DIGITS_SCREENSHOTS")
	if folder == "" {
		t.Skip("DIGITS_SCREENSHOTS does not name a folder for the screenshots")
	}
	for size, viewport := range map[string]chromedp.Action[chromedp.Void]{
		"phone": phone(), "desktop": chromedp.EmulateViewport(1280, 800),
	} {
		for _, scheme := range []string{"light", "dark"} {
			b := open(t, embedded(t), viewport, coloured(scheme))
			name := func(what string) string { return filepath.Join(folder, size+"-"+scheme+"-"+what+".png") }
			b.shoot(name("empty"))
			if size == "phone" {
				b.finger(seven)
			} else {
				b.mouse(seven)
			}
			b.says("7")
			b.shoot(name("seven"))
			b.do(chromedp.Click(chromedp.CSS("#clear")))
			b.mouse([]point{{0.2, 0.7}, {0.5, 0.3}, {0.8, 0.7}, {0.2, 0.3}}) // no digit
			b.until(`document.querySelector("tr.best") !== null`)
			b.do(chromedp.KeyEvent("\t"), chromedp.KeyEvent("\t"), chromedp.Focus(chromedp.CSS("#paper")), chromedp.KeyEvent(" "))
			b.shoot(name("doubt"))
		}
	}
}

// coloured says which colours the user prefers.
func coloured(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}

func (b tab) shoot(path string) {
	b.t.Helper()
	picture, err := chromedp.Run(b, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(path, picture, 0o644)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
