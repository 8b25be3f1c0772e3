package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"digits/graph"
	"digits/internal/command"
	"digits/models"
)

// saved writes a small model for images of that side.
func saved(t *testing.T, folder, name string, side int) string {
	t.Helper()
	recipe := models.Keras
	recipe.Layers = graph.Sequential{graph.Dense{Units: 10, Activation: graph.Softmax}}
	m, err := models.New(recipe, side, side, classes, 1)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, name)
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func call(ctx context.Context, stdout io.Writer, args ...string) (code int, stderr string) {
	var errs bytes.Buffer
	code = command.Run(ctx, "serve", serve, args, stdout, &errs)
	return code, errs.String()
}

// The program prints where the page is, serves the models, and ends well.
func TestServe(t *testing.T) {
	folder := t.TempDir()
	first := saved(t, t.TempDir(), "first.safetensors", 28)
	saved(t, folder, "second.pth", 28)
	saved(t, folder, "small.pth", 6)
	if err := os.WriteFile(filepath.Join(folder, "notes.txt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out, in := io.Pipe()
	type end struct {
		code   int
		stderr string
	}
	ended := make(chan end, 1)
	go func() {
		code, stderr := call(ctx, in, "-addr", "127.0.0.1:0", first, "-models", folder)
		in.Close()
		ended <- end{code, stderr}
	}()
	printed, url := make([]byte, 0, 4096), ""
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)
	for url == "" {
		n, err := out.Read(printed[len(printed):cap(printed)])
		if err != nil {
			t.Fatalf("%v: %s %+v", err, printed, <-ended)
		}
		printed = printed[:len(printed)+n]
		url = address.FindString(string(printed))
	}
	if text := string(printed); !strings.Contains(text, "Models: first.safetensors, own, second.pth\n") || !strings.Contains(text, "small.pth: reader: got a model for") || strings.Contains(text, "notes.txt") {
		t.Errorf("it prints %q", text)
	}
	response, err := http.Get(url + "api/models")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	cancel()
	if e := <-ended; response.StatusCode != 200 || e.code != 0 || e.stderr != "" {
		t.Errorf("status %d, %+v, want 200, exit code 0 and no error", response.StatusCode, e)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestWrongCalls(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{2, "host:port", []string{"-addr", "localhost"}},
		{2, "0 to 65535", []string{"-addr", "127.0.0.1:65536"}},
		{1, "is in use", []string{"-addr", taken.Addr().String()}},
		{1, "cannot listen", []string{"-addr", "192.0.2.1:0"}}, // of no machine, RFC 5737
		{1, "nowhere.pth", []string{"nowhere.pth"}},
		{1, "28 x 28", []string{saved(t, t.TempDir(), "small.safetensors", 6)}},
		{1, "nowhere", []string{"-models", "nowhere"}},
		{1, "want a folder with a model", []string{"-models", t.TempDir()}},
	} {
		var out bytes.Buffer
		code, stderr := call(context.Background(), &out, c.args...)
		if code != c.code || out.Len() != 0 || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, want %d; stdout %q; stderr %q, want one line with %q", c.args, code, c.code, &out, stderr, c.want)
		}
	}
	var out bytes.Buffer
	if code, _ := call(context.Background(), &out, "-h"); code != 0 || !strings.Contains(out.String(), "curl") || !strings.Contains(out.String(), "-models") {
		t.Errorf("-h: exit code %d, %q", code, &out)
	}
}
