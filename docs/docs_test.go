// Package docs holds pages for people; its test holds them to the code.
package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link  = regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)
	block = regexp.MustCompile("(?s)```go\n(.*?)```")
)

func pages(t *testing.T) []string {
	pages, err := filepath.Glob("*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("got %v, %v, want pages", pages, err)
	}
	return append(pages, "../README.md")
}

// Each file that a page links to is there.
func TestLinks(t *testing.T) {
	for _, page := range pages(t) {
		for _, found := range link.FindAllStringSubmatch(read(t, page), -1) {
			to := found[1]
			if strings.Contains(to, "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), to)); err != nil {
				t.Errorf("%s links to %s: %v", page, to, err)
			}
		}
	}
}

// Each line of Go on a page stands in a Go file that the page links to, so that what is
// shown is what runs as a test.
func TestSnippets(t *testing.T) {
	for _, page := range pages(t) {
		text := read(t, page)
		var code strings.Builder
		for _, found := range link.FindAllStringSubmatch(text, -1) {
			if strings.HasSuffix(found[1], ".go") {
				code.WriteString(read(t, filepath.Join(filepath.Dir(page), found[1])))
			}
		}
		for _, found := range block.FindAllStringSubmatch(text, -1) {
			for line := range strings.SplitSeq(found[1], "\n") {
				if line = strings.TrimSpace(line); line != "" && line != "…" && !strings.Contains(code.String(), line) {
					t.Errorf("%s: no file that it links to has the line %s", page, line)
				}
			}
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
