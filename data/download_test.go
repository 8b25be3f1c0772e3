package data

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// mirror serves what answer does for a file of that name.
func mirror(t *testing.T, answer func(w http.ResponseWriter, name string)) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer(w, strings.TrimPrefix(r.URL.Path, "/mnist/"))
	}))
	t.Cleanup(server.Close)
	return server.URL + "/mnist/"
}

// serve answers with a fixture's files.
func serve(f fixture) func(w http.ResponseWriter, name string) {
	return func(w http.ResponseWriter, name string) {
		for p, content := range f {
			if name == partNames[p]+".gz" {
				w.Write(gzipped(content))
				return
			}
		}
		w.WriteHeader(http.StatusNotFound)
	}
}

func TestDownload(t *testing.T) {
	down := func(w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusServiceUnavailable) }
	s := offline(t)
	s.mirrors = []string{mirror(t, down), mirror(t, serve(newFixture()))}
	source, err := s.find()
	if err != nil {
		t.Fatal(err)
	}
	isFixture(t, source, "MNIST", s.cache)

	s.mirrors = nil // the second time, nobody is asked
	if source, err = s.find(); err != nil {
		t.Fatal(err)
	}
	isFixture(t, source, "MNIST", s.cache)
}

// A damaged file in the cache is replaced.
func TestDownloadRepairs(t *testing.T) {
	s := offline(t)
	newFixture().writeGzip(t, s.cache)
	writeFile(t, filepath.Join(s.cache, "train-images-idx3-ubyte.gz"), []byte("damaged"))
	s.mirrors = []string{mirror(t, serve(newFixture()))}
	source, err := s.find()
	if err != nil {
		t.Fatal(err)
	}
	isFixture(t, source, "MNIST", s.cache)
}

func TestDownloadRefuses(t *testing.T) {
	other := newFixture()
	other[trainImages][17]++
	endless := func(w http.ResponseWriter, _ string) {
		for chunk := make([]byte, 1<<20); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	short := func(w http.ResponseWriter, _ string) {
		w.Header().Set("Content-Length", "1000")
		w.Write(make([]byte, 10))
	}
	trickling := func(w http.ResponseWriter, _ string) {
		for {
			if _, err := w.Write([]byte{0}); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			time.Sleep(10 * time.Millisecond)
		}
	}
	for _, test := range []struct {
		name   string
		answer func(w http.ResponseWriter, name string)
		kind   error
		says   string
	}{
		{"not found", func(w http.ResponseWriter, _ string) { w.WriteHeader(404) }, nil, "404 Not Found"},
		{"a login page", func(w http.ResponseWriter, _ string) { w.Write([]byte("<html>")) }, ErrChecksum, "want " + newFixture().sums()[0].gzipped},
		{"another set", serve(other), ErrChecksum, "SHA-256"},
		{"endless", endless, ErrTooLarge, "16777216"},
		{"cut off", short, nil, "unexpected EOF"},
		{"trickling", trickling, context.DeadlineExceeded, "Client.Timeout"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := offline(t)
			s.client.Timeout = time.Minute
			if test.name == "trickling" {
				s.client.Timeout = 100 * time.Millisecond
			}
			s.mirrors = []string{mirror(t, test.answer)}
			_, err := s.find()
			if !errors.Is(err, ErrMissing) || !strings.Contains(fmt.Sprint(err), test.says) ||
				test.kind != nil && !errors.Is(err, test.kind) {
				t.Errorf("got error %v, want ErrMissing, %v and %q", err, test.kind, test.says)
			}
			if strings.Contains(fmt.Sprint(err), "\n") {
				t.Errorf("got several lines: %q", err)
			}
			left, err := os.ReadDir(s.cache)
			if err != nil || len(left) != 0 {
				t.Errorf("the cache folder holds %v, want nothing; error %v", left, err)
			}
		})
	}
}

func TestDownloadNeedsAFolder(t *testing.T) {
	s := offline(t)
	writeFile(t, filepath.Dir(s.cache), nil) // a file where the folder's parent should be
	s.mirrors = []string{mirror(t, serve(newFixture()))}
	if _, err := s.find(); !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), s.cache) {
		t.Errorf("got error %v, want ErrMissing that names %s", err, s.cache)
	}
}

func TestWriteWholeLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "file")
	writeFile(t, filepath.Join(target, "inside"), nil) // a folder that is not empty cannot be replaced
	if err := writeWhole(target, []byte("content")); err == nil {
		t.Error("no error")
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 1 || left[0].Name() != "file" {
		t.Errorf("the folder holds %v, want only the target", left)
	}
}
