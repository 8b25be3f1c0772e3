package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A study whose disk becomes full ends with one line that says so. With room again,
// the same command goes on.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a job in hand is given out again after eight seconds")
	}
	if err := exec.Command("unshare", "-rm", "sh", "-c", "mount -t tmpfs none "+t.TempDir()).Run(); err != nil {
		t.Skip("no namespace to mount a small disk in:", err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	disk := t.TempDir()
	script := `mount -t tmpfs -o size=256k none "$0" && ("$@"; echo "code $?"; mount -o remount,size=64m "$0"; echo more room >&2; "$@"; echo "code $?")`
	cmd := exec.Command("unshare", "-rm", "sh", "-c", script, disk, self,
		"-dir", filepath.Join(disk, "studies"), "-data", dataFolder(t, 240), "-arch", "keras-small",
		"-units", "100,200,300", "-activation", "relu,tanh", "-batch", "20", "-epochs", "1", "-workers", "1")
	cmd.Env = append(os.Environ(), "DIGITS_TEST_RUN=1")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatal(err, errs.String())
	}
	full, then, _ := strings.Cut(errs.String(), "more room\n")
	if strings.Count(full, "\n") != 1 || !strings.Contains(full, "no space left on device") || !strings.Contains(full, "; to go on: go run ./cmd/study ") || then != "" {
		t.Errorf("stderr %q, want one line while the disk is full, and nothing then", errs.String())
	}
	first, second, _ := strings.Cut(out.String(), "code 1\n")
	if strings.Contains(first, "Test accuracy") || !strings.Contains(second, "Test accuracy") || !strings.HasSuffix(second, "code 0\n") {
		t.Errorf("stdout %q", out.String())
	}
	var had, of, more int
	if at := strings.Index(second, "going on: "); at >= 0 {
		fmt.Sscanf(second[at:], "going on: %d of %d", &had, &of)
	}
	if more = strings.Count(second, "\n["); had < strings.Count("\n"+first, "\n[") || had+more != 6 {
		t.Errorf("%d results were there before, and %d came, want 6 in all, and none lost:\n%s", had, more, out.String())
	}
}
