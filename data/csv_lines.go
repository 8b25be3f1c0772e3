package data

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// The longest line of a CSV file: 65,536 numbers of 30 digits.
const (
	firstLine = 128 << 10
	maxLine   = 2 << 20
)

// lines reads a text line by line. What it returns is valid until the next line.
type lines struct {
	reader io.Reader
	buffer []byte
	left   []byte // of what was read, not yet returned
	number int    // of the line that was returned last, 1 the first
	ended  bool
}

func newLines(r io.Reader) *lines { return &lines{reader: r, buffer: make([]byte, firstLine)} }

// next returns a line without its end, or io.EOF. Empty lines are left out.
func (l *lines) next() ([]byte, error) {
	for {
		line, err := l.any()
		if err != nil {
			return nil, err
		}
		if line = bytes.TrimSuffix(line, []byte("\r")); l.number == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")) // the mark that some spreadsheets put first
		}
		if len(bytes.TrimSpace(line)) > 0 {
			return line, nil
		}
	}
}

func (l *lines) any() ([]byte, error) {
	searched := 0
	for {
		if end := bytes.IndexByte(l.left[searched:], '\n'); end >= 0 {
			line := l.left[:searched+end]
			l.left = l.left[searched+end+1:]
			l.number++
			return line, nil
		}
		if searched = len(l.left); l.ended {
			if searched == 0 {
				return nil, io.EOF
			}
			line := l.left
			l.left = nil
			l.number++
			return line, nil
		}
		if err := l.fill(); err != nil {
			return nil, err
		}
	}
}

// fill reads more behind what is left.
func (l *lines) fill() error {
	if len(l.left) == len(l.buffer) {
		if len(l.buffer) >= maxLine {
			return fmt.Errorf("line %d: %w: it is longer than %d MB: want a line an example", l.number+1, ErrTooLarge, maxLine>>20)
		}
		larger := make([]byte, 4*len(l.buffer))
		copy(larger, l.left)
		l.buffer = larger
	} else {
		copy(l.buffer, l.left)
	}
	n, err := l.reader.Read(l.buffer[len(l.left):])
	l.left = l.buffer[:len(l.left)+n]
	if l.ended = err == io.EOF; err != nil && !l.ended {
		return fmt.Errorf("line %d: %w", l.number+1, err)
	}
	return nil
}

var errQuote = errors.New("a quote that does not end on its line")

// cell returns the cell that begins at line[at], without space and quotes around
// it, and where the next begins: behind the line after the last.
func cell(line []byte, at int, comma byte) (text []byte, next int, err error) {
	rest := line[at:]
	if trimmed := bytes.TrimLeft(rest, " "); len(trimmed) > 0 && trimmed[0] == '"' {
		return quotedCell(line, at+len(rest)-len(trimmed)+1, comma)
	}
	end := bytes.IndexByte(rest, comma)
	if end < 0 {
		end = len(rest)
	}
	return bytes.TrimSpace(rest[:end]), at + end + 1, nil
}

// quotedCell is cell behind the opening quote. Two quotes in it are one.
func quotedCell(line []byte, at int, comma byte) (text []byte, next int, err error) {
	doubled := false
	for end := at; ; end++ {
		i := bytes.IndexByte(line[end:], '"')
		if i < 0 {
			return nil, 0, errQuote
		}
		if end += i; end+1 < len(line) && line[end+1] == '"' {
			doubled = true
			end++
			continue
		}
		if text = line[at:end]; doubled {
			text = bytes.ReplaceAll(text, []byte(`""`), []byte(`"`))
		}
		for end++; end < len(line) && line[end] == ' ' && comma != ' '; end++ {
		}
		if end < len(line) && line[end] != comma {
			return nil, 0, fmt.Errorf("%q behind a quoted cell", line[end:min(end+10, len(line))])
		}
		return text, end + 1, nil
	}
}

// cells returns copies of a line's cells, at most limit of them.
func cells(line []byte, comma byte, limit int) ([]string, error) {
	all := make([]string, 0, min(limit, 1+bytes.Count(line, []byte{comma})))
	for at := 0; at <= len(line); {
		text, next, err := cell(line, at, comma)
		if err != nil {
			return nil, fmt.Errorf("column %d: %w", len(all)+1, err)
		}
		if len(all) == limit {
			return nil, fmt.Errorf("%w: more than %d columns", ErrTooLarge, limit)
		}
		all, at = append(all, string(text)), next
	}
	return all, nil
}
