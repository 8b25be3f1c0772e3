package main

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"digits/internal/chromium"
)

// tab is the page, open in a browser. What it does wrong ends the test.
type tab struct {
	chromium.Tab
	t *testing.T
}

// open starts a server of the models and a browser, and loads the page in it.
func open(t *testing.T, c choices, setup ...chromedp.Action[chromedp.Void]) tab {
	t.Helper()
	return openKeeping(t, c, nil, setup...)
}

// openKeeping opens the page of a server that keeps pictures.
func openKeeping(t *testing.T, c choices, keep *keeper, setup ...chromedp.Action[chromedp.Void]) tab {
	t.Helper()
	b := tab{chromium.Open(t, "http://"+start(t, c, keep)+"/", setup...), t}
	b.Do(chromedp.WaitEnabled(chromedp.CSS("#model option")))
	return b
}

// start serves the models on a free port until the test ends.
func start(t testing.TB, c choices, keep *keeper) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- run(ctx, newServer(newHandler(c, "127.0.0.1", keep)), l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// until waits for a JavaScript condition.
func (b tab) until(condition string) {
	b.t.Helper()
	_, err := chromedp.Run(b, chromedp.Poll[bool](condition, chromedp.WithPollingTimeout(20*time.Second)))
	if err != nil {
		text, _ := chromedp.Run(b, chromedp.Text(chromedp.CSS("#answer")))
		b.t.Fatalf("%s: %v; the answer is %q", condition, err, text)
	}
}

// says waits until the page's verdict is that digit.
func (b tab) says(digit string) {
	b.t.Helper()
	b.until(`document.getElementById("class").textContent === "` + digit + `"`)
}
