package terminal

import (
	"strings"
	"testing"
)

func TestColumns(t *testing.T) {
	got := strings.Join(Columns([][]string{{"name", "±", "state"}, {"a", "12.5", "done"}, {"längst", "1"}}, func(i int) bool { return i != 1 }), "\n")
	want := "name       ±  state\n" +
		"a       12.5  done\n" +
		"längst     1"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		line    string
		columns int
		want    string
	}{{"±12", 3, "±12"}, {"±123", 3, "±1…"}, {"ab", 1, "…"}, {"ab", 0, ""}, {"", 5, ""}} {
		if got := cut(c.line, c.columns); got != c.want {
			t.Errorf("%q to %d: got %q, want %q", c.line, c.columns, got, c.want)
		}
	}
}
