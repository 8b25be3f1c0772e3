package terminal

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape returns a text that came from outside, of a file or the network, so that it
// shows what it is and moves nothing: control characters, those that turn the
// direction of writing, and what is no UTF-8 become \x1b, \u202e, \xff. A line's end
// is one of them.
func Escape(text string) string { return escape(text, "") }

// escape leaves the control characters that are named as they are.
func escape(text, but string) string {
	safe := func(r rune) bool {
		return r != utf8.RuneError && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) && r != '\u2028' && r != '\u2029'
	}
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case safe(r) || r < utf8.RuneSelf && strings.ContainsRune(but, r) || r == utf8.RuneError && size == 3:
			b.WriteString(text[:size])
		case r == '\n':
			b.WriteString(`\n`)
		case r < utf8.RuneSelf || size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[0])
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		text = text[size:]
	}
	return b.String()
}

// Line returns a text as one line of at most so many characters, with … in the place
// of what is too much, behind the first ones of the number head: the end often says
// what to do.
func Line(text string, head, longest int) string {
	line := []rune(Escape(strings.TrimRight(text, "\n")))
	if len(line) <= longest {
		return string(line)
	}
	return string(line[:head]) + "…" + string(line[len(line)-(longest-head-1):])
}

// Text returns a writer of lines whose texts may come from outside: what Escape
// changes is changed, but for the ends of lines and tabs and, on a terminal, the few
// sequences that this package's drawings and a line drawn again have. It is still a
// terminal to Is, For and NewLive.
func Text(w io.Writer) io.Writer {
	if _, ok := w.(*text); ok {
		return w
	}
	return &text{w: w, terminal: Is(w)}
}

type text struct {
	w        io.Writer
	terminal bool
	rest     []byte // the beginning of a character whose end is in the next Write
}

// ours are a grey of Image and its end, and what clears the rest of a line.
var ours = regexp.MustCompile(`\x1b\[(0m|K|38;5;\d{1,3};48;5;\d{1,3}m)`)

func (t *text) Write(p []byte) (int, error) {
	all := append(t.rest, p...)
	whole := wholeRunes(all)
	if _, err := io.WriteString(t.w, t.escape(string(all[:whole]))); err != nil {
		return 0, err
	}
	t.rest = append([]byte(nil), all[whole:]...)
	return len(p), nil
}

func (t *text) escape(s string) string {
	const kept = "\n\t"
	if !t.terminal {
		return escape(s, kept)
	}
	var b strings.Builder
	if line, again := strings.CutPrefix(s, "\r"); again {
		b.WriteString("\r")
		s = line
	}
	from := 0
	for _, at := range ours.FindAllStringIndex(s, -1) {
		b.WriteString(escape(s[from:at[0]], kept) + s[at[0]:at[1]])
		from = at[1]
	}
	b.WriteString(escape(s[from:], kept))
	return b.String()
}

// wholeRunes returns how many bytes come before a character that is not at its end.
func wholeRunes(p []byte) int {
	for n := len(p) - 1; n >= max(0, len(p)-utf8.UTFMax+1); n-- {
		if utf8.RuneStart(p[n]) {
			if !utf8.FullRune(p[n:]) {
				return n
			}
			break
		}
	}
	return len(p)
}

func (t *text) Unwrap() io.Writer { return t.w }

// fileOf returns the file behind a writer, nil if there is none. A writer to another
// one has a method Unwrap that returns that.
func fileOf(w io.Writer) *os.File {
	for {
		switch over := w.(type) {
		case *os.File:
			return over
		case interface{ Unwrap() io.Writer }:
			w = over.Unwrap()
		default:
			return nil
		}
	}
}
