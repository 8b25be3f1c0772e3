package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"digits/data"
	"digits/internal/command"
	"digits/models"
	"digits/train"
)

// writes is a reader of stdout that is given each text before the program goes on.
type writes func(text string)

func (w writes) Write(p []byte) (int, error) {
	w(string(p))
	return len(p), nil
}

// What stands beside the training and cannot be written any more ends nothing: the
// model is saved, each fault is said once at once and once at the end, exit code 1.
func TestFaultsEndNoTraining(t *testing.T) {
	folder := t.TempDir()
	side := filepath.Join(folder, "side")
	if err := os.Mkdir(side, 0o755); err != nil {
		t.Fatal(err)
	}
	args := []string{
		"-arch", "keras-small", "-data", dataFolder(t, 60), "-epochs", "4", "-monitor", "loss",
		"-history", "side/h.csv", "-checkpoint", "side/best.h5", "-backup", "side/b", "-report", "side/report",
	}
	t.Chdir(folder)
	last, gone := "", false
	// The training waits for what it prints, and with it for the folder to go.
	stdout := writes(func(text string) {
		last = text
		if strings.HasPrefix(text, "Epoch 2/") && !gone { // a file in the folder's place
			gone = true
			if err := os.Rename(side, side+".gone"); err != nil {
				t.Error(err)
			}
			if err := os.WriteFile(side, nil, 0o644); err != nil {
				t.Error(err)
			}
		}
	})
	var errs bytes.Buffer
	code := command.Run(t.Context(), "train", trains, args, stdout, &errs)
	stderr := errs.String()
	lines := strings.Split(stderr, "\n")
	if code != 1 || !gone || last != "Saved keras-small.h5\n" || len(lines) != 6 || !strings.HasPrefix(lines[4], "train: the model is saved, but not all beside it: ") {
		t.Errorf("exit code %d, at last %q, stderr %q", code, last, stderr)
	}
	for _, name := range []string{"-history", "-checkpoint", "-backup", "-report"} {
		if strings.Count(stderr, "train: "+name+": ") != 1 || strings.Count(stderr, name+": ") != 2 {
			t.Errorf("%s is not said once at once, and once at the end: %q", name, stderr)
		}
	}
	if m, err := models.Load(filepath.Join(folder, "keras-small.h5")); err != nil || m.Classes != 3 {
		t.Errorf("the model: %+v, %v", m, err)
	}
}

// A stdout that takes nothing ends no training; one whose reader has gone does as
// Ctrl-C does.
func TestStdout(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
	defer writer.Close()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer full.Close()
	data := dataFolder(t, 60)
	for _, c := range []struct {
		stdout *os.File
		epochs string
		code   int
		file   string
		want   string
	}{
		{full, "2", 1, "torch.pth", "train: stdout: write /dev/stdout: no space left on device: going on without it\n" +
			"train: the model is saved, but not all beside it: stdout: write /dev/stdout: no space left on device\n"},
		{writer, "100000", 130, "torch.interrupted.pth", "train: interrupted: saved what there is in torch.interrupted.pth\n"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		cmd := exec.CommandContext(ctx, self, "-arch", "torch", "-data", data, "-epochs", c.epochs)
		cmd.Dir, cmd.Env, cmd.Stdout = t.TempDir(), append(os.Environ(), "DIGITS_TEST_RUN=1"), c.stdout
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		cmd.Run()
		cancel()
		if code := cmd.ProcessState.ExitCode(); code != c.code || stderr.String() != c.want {
			t.Errorf("exit code %d, want %d; stderr %q, want %q", code, c.code, stderr.String(), c.want)
		}
		if _, err := models.Load(filepath.Join(cmd.Dir, c.file)); err != nil {
			t.Error(err)
		}
	}
}

// A training that is to end does not wait for who reads what it prints.
func TestInterruptWithoutReader(t *testing.T) {
	data := dataFolder(t, 60)
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	stands := writes(func(string) {
		cancel()
		select {}
	})
	var stderr bytes.Buffer
	code := command.Run(ctx, "train", trains, []string{"-arch", "torch", "-data", data}, stands, &stderr)
	if _, err := models.Load("torch.interrupted.pth"); code != 130 || err != nil {
		t.Errorf("exit code %d, stderr %q; %v", code, stderr.String(), err)
	}
}

// With what a callback cannot begin, nothing begins; that it ends the training stays.
func TestAside(t *testing.T) {
	full := errors.New("full")
	said := []string{}
	f := newFaults(t.Context())
	f.warn = func(text string) { said = append(said, text) }
	fails := f.aside("-x", func(train.Event) error { return full })
	if err := fails(&train.Begin{}); !errors.Is(err, full) || f.with(nil) != nil {
		t.Errorf("at the beginning: %v", err)
	}
	if err := f.aside("-y", func(train.Event) error { return train.ErrStop })(&train.EpochEnd{}); !errors.Is(err, train.ErrStop) {
		t.Errorf("a wish to stop: %v", err)
	}
	for range 2 {
		if err := fails(&train.EpochEnd{}); err != nil {
			t.Error(err)
		}
	}
	if err := f.with(nil); len(said) != 1 || said[0] != "train: -x: full: going on without it" || err == nil || !strings.HasSuffix(err.Error(), ": -x: full") {
		t.Errorf("said %q, at the end %v", said, err)
	}
	end := command.ErrInterrupted
	if err := f.with(end); !errors.Is(err, end) || !strings.HasSuffix(err.Error(), "-x: full") {
		t.Errorf("an end of its own: %v", err)
	}
}

// What has learnt nothing, by hand: of ten equal classes one answer is right for a
// tenth, with a standard error of 0.03.
func TestByChance(t *testing.T) {
	t.Chdir(t.TempDir())
	labels := make([]uint8, 100)
	for i := range labels {
		labels[i] = uint8(i % 10)
	}
	test := &data.Set{Labels: labels, Classes: 10}
	for _, c := range []struct {
		accuracy   float64
		out        string
		there      bool
		want, said string
	}{
		{0.1, "", false, "torch.pth", "No better than one answer for all, which is right 0.1000"},
		{0.1, "", true, "torch-by-chance.pth", "No better"},
		{0.1, "torch.pth", true, "torch.pth", "No better"},
		{0.9, "", true, "torch.pth", ""},
	} {
		os.Remove("torch.pth")
		if c.there {
			if err := os.WriteFile("torch.pth", nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var said strings.Builder
		got := settings{recipe: models.Torch, out: c.out}.resultFile(&said, trial{test: train.Result{Accuracy: c.accuracy, Examples: 100}}, test)
		if got != c.want || !strings.HasPrefix(said.String(), c.said) || (c.said == "") != (said.Len() == 0) {
			t.Errorf("%+v: got %s, said %q", c, got, &said)
		}
	}
}
