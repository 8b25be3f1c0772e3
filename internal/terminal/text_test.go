package terminal

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{
		"plain, ÄÖ 数字 ▄": "plain, ÄÖ 数字 ▄",
		"\x1b[2Jgone":    `\x1b[2Jgone`,
		"a\nb\tc\rd\x7f": `a\nb\x09c\x0dd\x7f`,
		"\u009b31m":      `\u009b31m`,    // the one-character CSI
		"a\u202eb":       `a\u202eb`,     // right to left
		"\xff\xc3":       `\xff\xc3`,     // no UTF-8
		"\ufffd":         "\ufffd",       // a character as others
		"one\u2028two":   `one\u2028two`, // a line's end to some
		`\x1b`:           `\x1b`,         // as it was written
		"":               "",
	} {
		if got := Escape(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestLine(t *testing.T) {
	if got := Line("one\nline\n", 10, 20); got != `one\nline` {
		t.Errorf("got %q", got)
	}
	long := strings.Repeat("ä", 400) + "remedy"
	if got := Line(long, 200, 300); utf8.RuneCountInString(got) != 300 || !strings.HasSuffix(got, "äremedy") || []rune(got)[200] != '…' {
		t.Errorf("got %d characters: %q", utf8.RuneCountInString(got), got)
	}
	exact := strings.Repeat("x", 300)
	if Line(exact, 200, 300) != exact {
		t.Error("300 characters are changed")
	}
}

// What a terminal gets are our own sequences alone; another writer gets none.
func TestText(t *testing.T) {
	for _, c := range []struct{ said, plain, terminal string }{
		{"line\n\tnext\n", "line\n\tnext\n", "line\n\tnext\n"},
		{"\rEpoch\x1b[K", `\x0dEpoch\x1b[K`, "\rEpoch\x1b[K"},
		{"a\rb\x1b[A", `a\x0db\x1b[A`, `a\x0db\x1b[A`},
		{"\x1b[38;5;232;48;5;255m▀\x1b[0m\n", `\x1b[38;5;232;48;5;255m▀\x1b[0m` + "\n", "\x1b[38;5;232;48;5;255m▀\x1b[0m\n"},
		{"\x1b]0;title\a\x1b[8mhidden", `\x1b]0;title\x07\x1b[8mhidden`, `\x1b]0;title\x07\x1b[8mhidden`},
	} {
		for isTerminal, want := range map[bool]string{false: c.plain, true: c.terminal} {
			var b bytes.Buffer
			w := &text{w: &b, terminal: isTerminal}
			if n, err := w.Write([]byte(c.said)); n != len(c.said) || err != nil || b.String() != want {
				t.Errorf("terminal %v: got %d, %v, %q, want %q", isTerminal, n, err, b.String(), want)
			}
		}
	}
}

// Characters may come in pieces, as a buffered writer cuts them.
func TestTextInPieces(t *testing.T) {
	const said = "ä数𝄞\n"
	for size := 1; size <= len(said); size++ {
		var b bytes.Buffer
		w := Text(&b)
		for from := 0; from < len(said); from += size {
			w.Write([]byte(said[from:min(from+size, len(said))]))
		}
		if b.String() != said {
			t.Errorf("in pieces of %d: got %q", size, b.String())
		}
	}
	if w := Text(&bytes.Buffer{}); Text(w) != w || Is(w) {
		t.Error("a text is wrapped again, or a buffer is a terminal")
	}
}
