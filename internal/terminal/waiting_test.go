package terminal

import (
	"strings"
	"testing"
	"time"
)

func TestWaiting(t *testing.T) {
	var b strings.Builder
	asked := make(chan struct{})
	n := 0
	done := waiting(&b, time.Millisecond, func() string {
		if n++; n == 2 {
			close(asked)
		}
		return "reading"
	})
	<-asked
	done()
	if got := b.String(); !strings.HasPrefix(got, "\rreading\x1b[K\rreading\x1b[K") || !strings.HasSuffix(got, "\r\x1b[K") {
		t.Errorf("got %q", got)
	}
	b.Reset()
	waiting(&b, time.Hour, nil)()
	if b.Len() > 0 {
		t.Errorf("got %q of short work", b.String())
	}
}
