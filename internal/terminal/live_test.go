package terminal

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// screen is a terminal as far as Live needs one: lines, a cursor, and the control
// functions CUU and ED of ECMA-48.
type screen struct {
	lines [][]rune
	y, x  int
}

var control = regexp.MustCompile(`^\x1b\[([0-9]*)([AJ])`)

func (s *screen) Write(p []byte) (int, error) {
	for text := string(p); text != ""; {
		if m := control.FindStringSubmatch(text); m != nil {
			if n, _ := strconv.Atoi(m[1]); m[2] == "A" {
				s.y -= n
			} else {
				s.lines = append(s.lines[:s.y:s.y], s.lines[s.y][:s.x])
			}
			text = text[len(m[0]):]
			continue
		}
		c := []rune(text)[0]
		text = text[len(string(c)):]
		switch c {
		case '\r':
			s.x = 0
		case '\n':
			s.y, s.x = s.y+1, 0
			if s.y == len(s.lines) {
				s.lines = append(s.lines, nil)
			}
		default:
			s.lines[s.y] = append(s.lines[s.y][:s.x], c)
			s.x++
		}
	}
	return len(p), nil
}

func (s *screen) String() string {
	var b strings.Builder
	for _, line := range s.lines {
		b.WriteString(string(line) + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

func TestLive(t *testing.T) {
	s := &screen{lines: make([][]rune, 1)}
	l := &Live{w: s, size: func() (int, int) { return 6, 4 }}
	fmt.Fprint(s, "before\n")
	for _, c := range []struct {
		above string
		lines []string
		want  string
	}{
		{"", []string{"a", "bb", "ccc"}, "before\na\nbb\nccc"},
		{"", []string{"1", "2"}, "before\n1\n2"},
		{"note\n", []string{"1", "3"}, "before\nnote\n1\n3"},
		{"", []string{"too long", "2", "3", "no room"}, "before\nnote\ntoo l…\n2\n3"},
		{"end\n", nil, "before\nnote\nend"},
	} {
		if err := l.Above(c.above, c.lines); err != nil {
			t.Fatal(err)
		}
		if got := s.String(); got != c.want {
			t.Fatalf("%q above %q: got\n%s\nwant\n%s", c.above, c.lines, got, c.want)
		}
	}
}

// A line of 6 columns in a window that now has 4 takes two of its lines.
func TestLiveInANarrowerWindow(t *testing.T) {
	var b bytes.Buffer
	width := 6
	l := &Live{w: &b, size: func() (int, int) { return width, 9 }}
	if err := l.Draw([]string{"123456", "", "1234"}); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	width = 4
	if err := l.Draw([]string{"a"}); err != nil || b.String() != "\x1b[4A\r\x1b[Ja\n" {
		t.Errorf("got %q, %v, want up by 2 + 1 + 1 lines", b.String(), err)
	}
}

func TestNoLive(t *testing.T) {
	if NewLive(&bytes.Buffer{}) != nil {
		t.Error("a buffer lets lines be drawn again")
	}
}
