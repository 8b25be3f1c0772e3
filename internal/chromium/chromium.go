// Package chromium opens pages in Chromium for tests, which end where a page does
// something wrong. A machine without a browser skips them, unless the environment
// says that they are needed.
package chromium

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// needed is the environment variable that says that the browser tests must run.
const needed = "DIGITS_BROWSER"

// browser returns the path of Chromium, or skips the test.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv(needed) != "" {
		t.Fatalf("no Chromium on this machine, and %s says that there must be: install Debian's package chromium", needed)
	}
	t.Skip("no Chromium on this machine: install Debian's package chromium to test the page")
	return ""
}

// Tab is a page, open in a browser. What it does wrong ends the test; so does what
// its console says, at the end.
type Tab struct {
	context.Context
	t          *testing.T
	complaints *complaints
}

// Open starts a browser and loads the page in it, after the setup.
func Open(t *testing.T, url string, setup ...chromedp.Action[chromedp.Void]) Tab {
	t.Helper()
	ctx, cancel := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(browser(t)),
		chromedp.Flag("headless", true), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.UserDataDir(t.TempDir()))
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	complaints := &complaints{}
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithListener(complaints.hear))
	t.Cleanup(cancel)
	b := Tab{ctx, t, complaints}
	b.Do(setup...)
	b.Do(chromedp.Navigate(url))
	t.Cleanup(func() {
		if said := complaints.all(); said != "" {
			t.Errorf("the console says %s", said)
		}
	})
	return b
}

// Ignore takes no complaint of the console that has the text for one.
func (b Tab) Ignore(text string) { b.complaints.ignored = text }

// Do does something with the page.
func (b Tab) Do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// Phone is a viewport of 390 pixels with a touch screen.
func Phone() chromedp.Action[chromedp.Void] {
	return chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2))
}

// Desktop is a viewport of 1280 pixels.
func Desktop() chromedp.Action[chromedp.Void] { return chromedp.EmulateViewport(1280, 800) }

// Coloured says which colours the user prefers, light or dark.
func Coloured(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}

// Shoot writes what the window shows into a PNG file.
func (b Tab) Shoot(path string) {
	b.t.Helper()
	b.write(path, chromedp.CaptureScreenshot())
}

// shootAll is Shoot of the whole page.
func (b Tab) shootAll(path string) {
	b.t.Helper()
	b.write(path, chromedp.FullScreenshot(100))
}

func (b Tab) write(path string, shoot chromedp.Action[[]byte]) {
	b.t.Helper()
	picture, err := chromedp.Run(b, shoot)
	if err == nil {
		err = os.WriteFile(path, picture, 0o644)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
