package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/sys/unix"

	"digits/internal/command"
)

// window opens a pseudo-terminal of that size: what is written to it can be read
// from screen.
func window(t *testing.T, columns, lines uint16) (terminal, screen *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pseudo-terminals here:", err)
	}
	t.Cleanup(func() { screen.Close() })
	fd := int(screen.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: columns, Row: lines})
	}
	if err != nil {
		t.Skip("no pseudo-terminals here:", err)
	}
	if terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		t.Skip("no pseudo-terminals here:", err)
	}
	return terminal, screen
}

// On a terminal the table is drawn again in its place, no larger than the window,
// and the final one stays.
func TestLive(t *testing.T) {
	t.Setenv("TERM", "xterm")
	const columns, lines = 60, 8
	terminal, screen := window(t, columns, lines)
	shown := make(chan string)
	go func() {
		text, _ := io.ReadAll(screen) // ends with an error when the terminal is closed
		shown <- string(text)
	}()
	args := []string{"-dir", t.TempDir(), "-data", dataFolder(t, 240), "-arch", "keras-small", "-units", "4,5,6,7,8", "-activation", "relu,tanh", "-epochs", "2", "-batch", "16"}
	var errs strings.Builder
	code := command.Run(t.Context(), "study", studies, args, terminal, &errs)
	terminal.Close()
	text := strings.ReplaceAll(<-shown, "\r\n", "\n")
	if code != 0 || errs.String() != "" {
		t.Fatalf("exit code %d, %q", code, errs.String())
	}
	frames := regexp.MustCompile(`(?:\x1b\[[0-9]+A)?\r\x1b\[J`).Split(text, -1)
	if len(frames) < 3 || frames[0] != "" {
		t.Fatalf("got %d frames: %q", len(frames), text)
	}
	for _, frame := range frames[1 : len(frames)-1] {
		rows := strings.Split(strings.TrimSuffix(frame, "\n"), "\n")
		if len(rows) >= lines || !strings.HasPrefix(frame, "Study keras-small-") || !strings.Contains(rows[len(rows)-1], " of 10 trials done") {
			t.Errorf("a frame has %d lines: %q", len(rows), frame)
		}
		for _, row := range rows {
			if utf8.RuneCountInString(row) > columns {
				t.Errorf("a line has more than %d columns: %q", columns, row)
			}
		}
	}
	last := frames[len(frames)-1]
	if strings.Contains(last, "\x1b") || strings.Count(last, "  finished\n") != 10 || !strings.Contains(last, "\nTest accuracy ") {
		t.Errorf("the end is %q", last)
	}
}
