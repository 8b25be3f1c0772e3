package main

import (
	"context"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
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

// tab is the page, open in a browser. What it does wrong ends the test.
type tab struct {
	context.Context
	t          *testing.T
	complaints *complaints
}

// open starts a server of the models and a browser, and loads the page in it.
func open(t *testing.T, c choices, setup ...chromedp.Action[chromedp.Void]) tab {
	t.Helper()
	path := browser(t)
	address := start(t, c)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(path),
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
	b := tab{ctx, t, complaints}
	b.do(setup...)
	b.do(chromedp.Navigate("http://" + address + "/"))
	b.do(chromedp.WaitEnabled(chromedp.CSS("#model option")))
	t.Cleanup(func() {
		if said := complaints.all(); said != "" {
			t.Errorf("the console says %s", said)
		}
	})
	return b
}

// start serves the models on a free port until the test ends.
func start(t testing.TB, c choices) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- run(ctx, newServer(newHandler(c, "127.0.0.1")), l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// complaints are the errors and warnings of a page's console.
type complaints struct {
	mu      sync.Mutex
	list    []string
	ignored string // what is not counted
}

func (c *complaints) hear(event any) {
	said := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		said = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			said += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		said = "console." + string(e.Type)
	case *log.EventEntryAdded:
		said = e.Entry.Text + " " + e.Entry.URL
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if said != "" && (c.ignored == "" || !strings.Contains(said, c.ignored)) {
		c.list = append(c.list, said)
	}
}

func (c *complaints) all() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.list, "; ")
}

func (b tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b, actions...); err != nil {
		b.t.Fatal(err)
	}
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
