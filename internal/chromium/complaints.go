package chromium

import (
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
)

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
