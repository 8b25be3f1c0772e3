package command

import (
	"os/exec"
	"testing"
)

// A shell reads a quoted word as it was.
func TestQuoted(t *testing.T) {
	for _, word := range []string{"", "a", "a b", "it's", "$HOME", "`x`", "a\nb", "elu(alpha=1)", "nats://…@a:1,b:2", "ü", "-x=*"} {
		out, err := exec.Command("sh", "-c", "printf %s "+Quoted(word)).Output()
		if err != nil || string(out) != word {
			t.Errorf("%q as %s is %q, %v", word, Quoted(word), out, err)
		}
	}
	if got := Quoted("nats://…@a:1,b:2"); got != "nats://…@a:1,b:2" {
		t.Errorf("got %s, want it plain", got)
	}
}
