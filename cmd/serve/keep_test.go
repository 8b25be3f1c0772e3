package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/models/reader"
)

func newKeeping(t *testing.T) *keeper {
	t.Helper()
	k, err := newKeeper(filepath.Join(t.TempDir(), "mine"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// A picture is kept as it came, where -images finds it with its label; kept again
// with another it moves, and counts once.
func TestKeep(t *testing.T) {
	k := newKeeping(t)
	h := newHandler(embedded(t), "127.0.0.1", k)
	file := drawn(t, seven, 100)
	for _, label := range []string{"1", "7", "7"} {
		w := request{method: "POST", target: "/api/keep?label=" + label, kind: "image/png", body: file}.to(h)
		var said kept
		if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil || w.Code != http.StatusOK {
			t.Fatalf("status %d, %v: %s", w.Code, err, w.Body)
		}
		found, err := reader.Labels(k.folder)
		if err != nil || len(found) != 1 || found[0].Path != said.Kept || found[0].Label != int(label[0]-'0') {
			t.Errorf("label %s: %v, %v, want %v", label, found, err, said)
		}
		got, err := os.ReadFile(filepath.Join(k.folder, filepath.FromSlash(said.Kept)))
		if err != nil || !bytes.Equal(got, file) {
			t.Errorf("label %s: %d bytes, %v, want the %d that were sent", label, len(got), err, len(file))
		}
	}
	again, err := newKeeper(k.folder)
	if err != nil || again.files != 1 || again.bytes != int64(len(file)) || k.files != 1 {
		t.Errorf("a new start counts %+v, %v, want 1 file of %d bytes", again, err, len(file))
	}
}

func TestKeepRefusals(t *testing.T) {
	k := newKeeping(t)
	h := newHandler(embedded(t), "127.0.0.1", k)
	good := drawn(t, seven, 100)
	for name, c := range map[string]struct {
		request
		status int
		want   string
	}{
		"method":    {request{method: "GET", target: "/api/keep?label=7"}, 405, "POST"},
		"no label":  {request{method: "POST", target: "/api/keep", body: good}, 400, "want the digit"},
		"a path":    {request{method: "POST", target: "/api/keep?label=../7", body: good}, 400, "want the digit"},
		"no digit":  {request{method: "POST", target: "/api/keep?label=x", body: good}, 400, "want the digit"},
		"text":      {request{method: "POST", target: "/api/keep?label=7", body: []byte("text")}, 422, "not a picture"},
		"blank":     {request{method: "POST", target: "/api/keep?label=7", body: blank(t, 50)}, 422, "nothing"},
		"a site's":  {request{method: "POST", target: "/api/keep?label=7", body: good, head: map[string]string{"Sec-Fetch-Site": "cross-site"}}, 403, "another site"},
		"page text": {request{method: "POST", target: "/api/page", body: []byte("text")}, 422, "not a picture"},
	} {
		w := c.to(h)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) || strings.Count(w.Body.String(), "\n") != 1 {
			t.Errorf("%s: status %d, %s, want %d, %s", name, w.Code, w.Body, c.status, c.want)
		}
	}
	k.files = maxKept
	if w := (request{method: "POST", target: "/api/keep?label=7", body: good}).to(h); w.Code != http.StatusInsufficientStorage {
		t.Errorf("a full folder: status %d, %s", w.Code, w.Body)
	}
	k.files, k.bytes = 0, maxKeptBytes-int64(len(good))+1
	if w := (request{method: "POST", target: "/api/keep?label=7", body: good}).to(h); w.Code != http.StatusInsufficientStorage {
		t.Errorf("a folder without room: status %d, %s", w.Code, w.Body)
	}
	if entries, err := filepath.Glob(filepath.Join(k.folder, "*", "*")); err != nil || len(entries) != 0 {
		t.Errorf("kept %v, %v, want nothing", entries, err)
	}
	without := newHandler(embedded(t), "127.0.0.1", nil)
	if w := (request{method: "POST", target: "/api/keep?label=7", body: good}).to(without); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "-keep FOLDER") {
		t.Errorf("without a folder: status %d, %s", w.Code, w.Body)
	}
}

// A folder with a table of labels, or a file, is refused before the server starts.
func TestKeepFolder(t *testing.T) {
	folder := t.TempDir()
	table := filepath.Join(folder, "labels.csv")
	if err := os.WriteFile(table, []byte("path,label\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{folder: "has a labels.csv", table: "cannot make folder"} {
		if _, err := newKeeper(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
}
