package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// started is the command as a process of its own. It is killed after a minute.
func started(t *testing.T, args ...string) (cmd *exec.Cmd, lines *bufio.Scanner, errs *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(self, args...)
	errs = &bytes.Buffer{}
	cmd.Stderr = errs
	cmd.Env = append(os.Environ(), "DIGITS_TEST_RUN=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	t.Cleanup(func() { kill.Stop() })
	return cmd, bufio.NewScanner(out), errs
}

// untilLine reads lines until one begins so.
func untilLine(t *testing.T, lines *bufio.Scanner, prefix string) {
	t.Helper()
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), prefix) {
			return
		}
	}
	t.Fatalf("the output ended without a line %q", prefix)
}

// A study that is killed in the middle, twice, goes on where it was: no finished
// trial is run again, and its tables are those of a study that was left alone, byte
// for byte. So is the winner's model.
func TestKilled(t *testing.T) {
	t.Parallel()
	data, dir := dataFolder(t, 600), t.TempDir()
	args := []string{"-data", data, "-arch", "keras-small", "-units", "4,8,16", "-activation", "relu,tanh", "-runs", "2", "-epochs", "9", "-batch", "8", "-halving", "-name", "s"}
	alone, killed := filepath.Join(dir, "alone"), filepath.Join(dir, "killed")
	if code, _, errs := call(append(args, "-dir", alone)...); code != 0 {
		t.Fatal(errs)
	}
	args = append(args, "-dir", killed, "-workers", "1")
	for _, results := range []int{3, 5} {
		cmd, lines, _ := started(t, args...)
		for range results {
			untilLine(t, lines, "[")
		}
		if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
	}
	code, out, errs := call(args...)
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d, %q", code, errs)
	}
	folder := filepath.Join(killed, "s")
	before := strings.Count(read(t, folder, "records.jsonl"), "\n") - strings.Count(out, "\n[")
	if before < 3+5 {
		t.Errorf("%d results were there before, want the 8 that were seen at least:\n%s", before, out)
	}
	for _, file := range []string{"trials.csv", "settings.csv", "winner.json", "winner.safetensors", "study.json"} {
		if read(t, folder, file) != read(t, alone, "s", file) {
			t.Errorf("%s differs from that of the study that was left alone", file)
		}
	}
}

// A queue whose store is gone costs nothing that is in the folder's files.
func TestLostStore(t *testing.T) {
	dir := t.TempDir()
	args := []string{"-data", dataFolder(t, 240), "-dir", dir, "-arch", "keras-small", "-units", "4,8", "-batch", "16", "-epochs", "2", "-name", "s"}
	if code, _, errs := call(args...); code != 0 {
		t.Fatal(errs)
	}
	folder := filepath.Join(dir, "s")
	trials, model := read(t, folder, "trials.csv"), read(t, folder, "winner.safetensors")
	for _, name := range []string{"jetstream", "winner.json", "winner.safetensors", "trials.csv"} {
		if err := os.RemoveAll(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	code, out, errs := call(args...)
	if code != 0 || errs != "" || !strings.Contains(out, "going on: 2 of 2 trials done before\n") || strings.Contains(out, "\n[") {
		t.Errorf("exit code %d, %q, %q, want no trial run again", code, out, errs)
	}
	if err := os.Remove(filepath.Join(folder, "winner.safetensors")); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := call(args...); code != 0 { // tested once more, for its model
		t.Error(errs)
	}
	if read(t, folder, "trials.csv") != trials || read(t, folder, "winner.safetensors") != model {
		t.Error("other trials, or another model")
	}
}

// Ctrl-C ends the process with code 130 and one line that says what is kept and
// the command that goes on.
func TestInterrupt(t *testing.T) {
	dir := t.TempDir()
	args := []string{
		"-data", dataFolder(t, 6000), "-dir", dir, "-arch", "keras-small", "-units", "4,8", "-activation", "elu(alpha=0.5)",
		"-epochs", "9999", "-workers", "2", "-listen", "127.0.0.1:0", "-user", "u", "-password", "secret",
	}
	cmd, lines, errs := started(t, args...)
	untilLine(t, lines, "Study keras-small-")
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
	}
	cmd.Wait()
	folder := only(t, dir)
	want := "study: interrupted: 0 of 2 trials are done and kept in " + folder + "; to go on: go run ./cmd/study -activation 'elu(alpha=0.5)' -arch keras-small -data "
	if code := cmd.ProcessState.ExitCode(); code != 130 || !strings.HasPrefix(errs.String(), want) || strings.Count(errs.String(), "\n") != 1 {
		t.Errorf("exit code %d, stderr %q, want 130 and one line %q", code, errs, want)
	}
	if strings.Contains(errs.String(), "secret") || !strings.Contains(errs.String(), "-password … ") {
		t.Errorf("stderr %q, want the command without its password", errs)
	}
	// It can go on: the folder is free.
	if code, _, errs := call("-show", filepath.Base(folder), "-dir", dir); code != 0 {
		t.Error(errs)
	}
}
