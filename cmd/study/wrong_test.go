package main

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/train/study/queue"
)

// What is wrong ends with code 2 if the command line alone shows it, with 1 if not,
// and with one line that says what was got and wanted, before any trial and before
// there is a folder.
func TestWrongCalls(t *testing.T) {
	data := dataFolder(t, 60)
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{2, `-arch: got "resnet", want one of keras, `, []string{"-arch", "keras,resnet"}},
		{2, `-activation: got activation "rule", want one of `, []string{"-activation", "relu,rule"}},
		{2, `-optimizer: got "adamm", want one of `, []string{"-optimizer", "adamm"}},
		{2, "-lr: got 0.0001..0.1, a range: a grid takes lists", []string{"-lr", "1e-4..1e-1"}},
		{2, "-units: got 16..512, a range", []string{"-units", "16..512"}},
		{2, "-lr: got 0, want numbers above 0", []string{"-lr", "0"}},
		{2, "-units: got 8 twice", []string{"-units", "8,8"}},
		{2, "-dropout: got 1, want numbers from 0 to less than 1", []string{"-arch", "torch", "-dropout", "1"}},
		{2, "-random: got 3 points, the grid has only 2", []string{"-units", "4,8", "-random", "3"}},
		{2, "-runs: got 0", []string{"-runs", "0"}},
		{2, "-random: got 0", []string{"-random", "0"}},
		{2, "-epochs: got -1", []string{"-epochs", "-1"}},
		{2, "-validation: got 0", []string{"-validation", "0"}},
		{2, "-workers: got -1", []string{"-workers", "-1"}},
		{2, "-halving=asha", []string{"-halving=hyperband"}},
		{2, "-eta: it is the factor of -halving", []string{"-eta", "2"}},
		{2, "-replicas: got 2, want 1, 3 or 5", []string{"-nats", "nats://127.0.0.1:1", "-replicas", "2"}},
		{2, "-replicas: got 0, want 1, 3 or 5", []string{"-nats", "nats://127.0.0.1:1", "-replicas", "0"}},
		{2, "-replicas: got 3, and no cluster", []string{"-replicas", "3"}},
		{2, "-delete: want the server to delete the study from, by -nats or -context", []string{"-delete", "s"}},
		{2, "-delete: got -list or -show too", []string{"-delete", "s", "-list", "-nats", "nats://127.0.0.1:1"}},
		{2, `the study's name is "", want`, []string{"-delete", "", "-nats", "nats://127.0.0.1:1"}},
		{2, `the study's name is "a.b", want`, []string{"-delete", "a.b", "-nats", "nats://127.0.0.1:1"}},
		{1, "nats://127.0.0.1:1: no NATS server answers", []string{"-delete", "s", "-nats", "nats://127.0.0.1:1"}},
		{2, "-listen", []string{"-listen", "0.0.0.0:0", "-nats", "nats://127.0.0.1:1"}},
		{2, "-user: it is for -nats", []string{"-user", "me"}},
		{2, `got "keras", want flags only`, []string{"keras"}},
		{1, "-batch: got 100, want at most the 50 images", []string{"-batch", "100"}},
		// 37 · 60000 + 60001 · 60000 + 60001 · 3
		{1, "which makes 3602460003 parameters of keras, want at most", []string{"-units", "60000-60000"}},
		{1, "-dropout: got 0.5, want none for keras", []string{"-dropout", "0.5"}},
		{1, "-epochs: got 10001, want 1 to 10000", []string{"-epochs", "10001"}},
		{1, "-halving: got 2 epochs, want at least 3", []string{"-halving", "-epochs", "2"}},
		{1, "-validation: got 60 images, want 1 to 59", []string{"-validation", "60"}},
		{1, `-name: got "../x", want letters`, []string{"-name", "../x"}},
		{1, "without credentials a server listens on 127.0.0.1 only", []string{"-listen", "0.0.0.0:0"}},
		{1, "nats://127.0.0.1:1: no NATS server answers", []string{"-nats", "nats://127.0.0.1:1"}},
		{1, "no file or folder", []string{"-data", filepath.Join(data, "nowhere")}},
		{1, "there is no study nobody in ", []string{"-show", "nobody"}},
		{1, `got "../x", want a name`, []string{"-show", "../x"}},
	} {
		dir := filepath.Join(t.TempDir(), "studies")
		code, out, errs := call(append([]string{"-dir", dir, "-data", data, "-batch", "10"}, c.args...)...)
		if code != c.code || out != "" || !strings.Contains(errs, c.want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit code %d, want %d; stdout %q; stderr %q, want one line with %q", c.args, code, c.code, out, errs, c.want)
		}
		absent(t, dir)
	}
}

// absent fails if there is such a folder.
func absent(t *testing.T, folder string) {
	t.Helper()
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is there, or %v", folder, err)
	}
}

func TestNothingToStudy(t *testing.T) {
	if code, out, errs := call("-epochs", "3"); code != 2 || out != "" || !strings.Contains(errs, "got nothing to study: give lists") {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
}

// A server that refuses, for credentials or for what it has by this name, leaves no
// folder behind.
func TestRefused(t *testing.T) {
	server, err := queue.Serve(queue.Serving{Folder: t.TempDir(), Listen: "127.0.0.1:0", Access: queue.Access{User: "me", Password: "right"}})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir := filepath.Join(t.TempDir(), "studies")
	args := []string{"-dir", dir, "-data", dataFolder(t, 60), "-name", "s", "-batch", "10", "-epochs", "1", "-nats", server.URL()}
	refused := func(want string, more ...string) {
		t.Helper()
		code, out, errs := call(append(args, more...)...)
		if code != 1 || out != "" || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit code %d, %q, %q, want one line with %q", more, code, out, errs, want)
		}
		absent(t, dir)
	}
	const credentials = "the server refuses these credentials"
	refused(credentials, "-units", "4")
	refused(credentials, "-units", "4", "-user", "me", "-password", "wrong")
	refused(credentials, "-units", "4", "-token", "me")
	args = append(args, "-user", "me", "-password", "right")
	if code, _, errs := call(append(args, "-units", "4", "-dir", t.TempDir())...); code != 0 {
		t.Errorf("the right ones: exit code %d, %q", code, errs)
	}
	refused("not enough servers in a cluster for 3 replicas", "-units", "4", "-name", "three", "-replicas", "3")
	refused("another study of this name, with other settings", "-units", "8")
}

// A port that is taken leaves no folder behind.
func TestPortTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dir := filepath.Join(t.TempDir(), "studies")
	code, out, errs := call("-dir", dir, "-data", dataFolder(t, 60), "-units", "4", "-batch", "10", "-epochs", "1", "-listen", l.Addr().String())
	if code != 1 || out != "" || !strings.Contains(errs, l.Addr().String()) || !strings.Contains(errs, "address already in use: name another port") || strings.Count(errs, "\n") != 1 {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
	absent(t, dir)
}

// A folder that cannot be written leaves nothing on the server.
func TestFolderTakesNoFiles(t *testing.T) {
	server, err := queue.Serve(queue.Serving{Folder: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 { // who may write in any folder but this
		dir = "/proc"
	}
	args := []string{"-data", dataFolder(t, 60), "-units", "4", "-batch", "10", "-epochs", "1", "-name", "s", "-nats", server.URL(), "-dir"}
	code, out, errs := call(append(args, dir)...)
	if code != 1 || out != "" || !strings.Contains(errs, "study: -dir: cannot write in folder "+filepath.Join(dir, "s")) || strings.Count(errs, "\n") != 1 {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
	c, err := server.Connect(t.Context(), func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if had, err := c.Delete(t.Context(), "s"); err == nil {
		t.Errorf("the server has the study, with %d jobs", had.Jobs)
	}
}

// A file for the folder of studies is told, and one among them is not listed.
func TestFileForFolder(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	code, out, errs := call("-dir", file, "-data", dataFolder(t, 60), "-units", "4", "-batch", "10")
	if code != 1 || out != "" || !strings.Contains(errs, ": "+file+" is no folder") || strings.Count(errs, "\n") != 1 {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
	if code, out, errs := call("-list", "-dir", dir); code != 0 || out != "There are no studies in "+dir+"\n" {
		t.Errorf("-list: exit code %d, %q, %q", code, out, errs)
	}
}

// A folder of another study, of another version, or of another process is left as
// it is.
func TestFolderOfAnother(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "s")
	args := []string{"-dir", dir, "-data", dataFolder(t, 60), "-batch", "10", "-epochs", "1", "-name", "s", "-units"}
	if code, _, errs := call(append(args, "4")...); code != 0 {
		t.Fatal(errs)
	}
	refused := func(what, want string, args ...string) {
		t.Helper()
		before := read(t, folder, "trials.csv")
		code, out, errs := call(args...)
		if code != 1 || out != "" || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 || read(t, folder, "trials.csv") != before {
			t.Errorf("%s: exit code %d, %q, %q, want one line with %q", what, code, out, errs, want)
		}
	}
	refused("other units", "another study: it has units 4, got 4,8: give another name", append(args, "4,8")...)
	refused("other data", "another study: it is of the data stripes with SHA-256 ", append(args, "4", "-data", dataFolder(t, 61))...)
	os.Remove(filepath.Join(folder, "winner.json"))
	server, err := queue.Serve(queue.Serving{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	refused("another process", "in use by process ", append(args, "4")...)
	server.Close()
	for _, text := range []string{"{", "{}", `{"best": 3, "settings": {}, "runs": [{}]}`} {
		if err := os.WriteFile(filepath.Join(folder, "winner.json"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		refused("a broken winner", "winner.json: got no winner: ", append(args, "4")...)
		refused("a broken winner", "winner.json: got no winner: ", "-show", "s", "-dir", dir)
	}
	text := strings.Replace(read(t, folder, "study.json"), `"version": 1`, `"version": 99`, 1)
	if err := os.WriteFile(filepath.Join(folder, "study.json"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	refused("another version", "study of another version: got 99, want 1", append(args, "4")...)
	refused("another version", "study of another version: got 99, want 1", "-show", "s", "-dir", dir)
	if code, list, _ := call("-list", "-dir", dir); code != 0 || !strings.Contains(list, "study of another version") {
		t.Errorf("-list: %d, %q", code, list)
	}
}

// Settings that diverge have a row that says so, and the others go on. If none is
// left, that is a failure, also when asked again.
func TestDiverging(t *testing.T) {
	args := []string{"-dir", t.TempDir(), "-data", dataFolder(t, 240), "-arch", "keras-small", "-units", "8", "-batch", "10", "-epochs", "2", "-lr"}
	code, out, errs := call(append(args, "0.001,1e30")...)
	if code != 0 || !strings.Contains(out, "–  1e+30") || !strings.Contains(out, "  failed: the loss is ") || !strings.Contains(out, "The best by validation: lr 0.001\n") {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
	for range 2 {
		code, out, errs = call(append(args, "1e30")...)
		if code != 1 || !strings.Contains(out, "  failed: the loss is ") || errs != "study: no setting has trained to the end\n" {
			t.Errorf("exit code %d, %q, %q", code, out, errs)
		}
	}
}

func TestHelp(t *testing.T) {
	code, out, errs := call("-h")
	if code != 0 || errs != "" {
		t.Errorf("exit code %d, %q", code, errs)
	}
	for _, flag := range []string{
		"arch", "units", "activation", "optimizer", "lr", "batch", "dropout", "epochs", "runs", "seed", "random", "halving", "eta", "validation",
		"data", "name", "dir", "workers", "nats", "creds", "tlsca", "listen", "replicas", "list", "show", "delete",
	} {
		if !strings.Contains(out, "\n  -"+flag) {
			t.Errorf("the help lacks -%s", flag)
		}
	}
}

// Without a network of its own there is nothing to reach: no port but loopback's.
func TestListensOnLoopbackAlone(t *testing.T) {
	dir := t.TempDir()
	if code, _, errs := call("-dir", dir, "-data", dataFolder(t, 60), "-units", "4", "-batch", "10", "-epochs", "1"); code != 0 {
		t.Fatal(errs)
	}
	address, err := queue.Address(only(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	host, _, err := net.SplitHostPort(strings.TrimPrefix(address, "nats://"))
	if err != nil || !net.ParseIP(host).IsLoopback() {
		t.Errorf("the server listened at %s, %v", address, err)
	}
}
