package main

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"digits/graph/kernel"
	"digits/internal/whole"
	"digits/models"
)

// process starts the command in a folder; line is called with what it prints.
func process(t *testing.T, folder string, line func(*os.Process, string), args ...string) (code int, stderr string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), "DIGITS_TEST_RUN=1")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	defer late.Stop()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line(cmd.Process, lines.Text())
	}
	cmd.Wait()
	return cmd.ProcessState.ExitCode(), errs.String()
}

var seconds = regexp.MustCompile(`(?m),[\d.]+$`)

// left is what a run has left in its folder, the seconds in its history apart.
func left(t *testing.T, folder string, names ...string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = seconds.ReplaceAllString(string(content), "")
	}
	return files
}

// A run that is killed at any moment, again and again, and started each time by
// the same command line, ends with the bytes of a run that nobody touched: model,
// best model, history.
func TestKilledRunsGoOn(t *testing.T) {
	data := dataFolder(t, 900)
	line := []string{
		"-arch", "keras-dropout", "-data", data, "-epochs", "12", "-augment", "light", "-optimizer", "nadam", "-schedule", "cosine", "-warmup", "20",
		"-clip", "global:1", "-patience", "50", "-plateau", "0.5,2", "-checkpoint", "best.h5", "-history", "h.csv", "-tensorboard", "board",
	}
	again := append(line, "-backup", "b", "-resume", "b")
	names := []string{"keras-dropout.h5", "best.h5", "h.csv"}
	undisturbed := t.TempDir()
	if code, stderr := process(t, undisturbed, func(*os.Process, string) {}, line...); code != 0 {
		t.Fatal(stderr)
	}
	want := left(t, undisturbed, names...)
	if strings.Count(want["h.csv"], "\n") != 13 {
		t.Fatalf("the history is %s", want["h.csv"])
	}
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	folder, begun := t.TempDir(), []int{}
	for range 5 {
		// Let so many epochs begin, and then a moment pass that ends anywhere in one
		// or between two.
		epochs, moment := r.IntN(5), time.Duration(r.IntN(40))*time.Millisecond
		process(t, folder, func(p *os.Process, line string) {
			if strings.HasPrefix(line, "Going on after epoch ") {
				var after int
				fmt.Sscanf(line, "Going on after epoch %d", &after)
				begun = append(begun, after)
			}
			if strings.HasPrefix(line, "Epoch ") {
				epochs--
			}
			if epochs <= 0 && strings.Contains(line, "training images") || epochs == 0 {
				time.AfterFunc(moment, func() { p.Kill() })
			}
		}, again...)
	}
	t.Logf("it went on after epochs %v", begun)
	if code, stderr := process(t, folder, func(*os.Process, string) {}, again...); code != 0 {
		t.Fatal(stderr)
	}
	for name, content := range left(t, folder, names...) {
		if content != want[name] {
			t.Errorf("%s is another, after a run that went on after epochs %v", name, begun)
		}
	}
}

// Ctrl-C names the command that goes on, and that command works.
func TestInterruptNamesTheCommand(t *testing.T) {
	data, folder := dataFolder(t, 300), t.TempDir()
	interrupted := false
	code, stderr := process(t, folder, func(p *os.Process, line string) {
		if strings.HasPrefix(line, "Epoch 3/") && !interrupted {
			interrupted = true
			p.Signal(syscall.SIGINT)
		}
	}, "-arch", "keras-small", "-data", data, "-epochs", "100000", "-backup", "it's.backup")
	want := "; to go on: go run ./cmd/train -arch keras-small -data " + data + ` -epochs 100000 -backup 'it'\''s.backup' -resume 'it'\''s.backup'` + "\n"
	if code != 130 || !strings.HasSuffix(stderr, want) || strings.Count(stderr, "\n") != 1 {
		t.Errorf("exit code %d, stderr %q, want it to end with %q", code, stderr, want)
	}
	t.Chdir(folder)
	if code, out, errs := run("-arch", "keras-small", "-data", data, "-epochs", "100000", "-backup", "it's.backup", "-resume", "it's.backup", "-patience", "1", "-monitor", "loss"); code != 1 || out == "" ||
		!strings.Contains(errs, "the checkpoint has no state of early_stopping of loss: its training went without: give the flags that it began with") {
		t.Errorf("another callback: exit code %d, %q, %q", code, out, errs)
	}
}

// Several runs have a file each. Those that are done are only tested and saved
// again, those that had not begun start.
func TestRunsGoOn(t *testing.T) {
	data := dataFolder(t, 60)
	t.Chdir(t.TempDir())
	args := []string{"-arch", "torch", "-data", data, "-epochs", "3", "-runs", "3", "-seed", "5", "-out", "m.safetensors", "-history", "h.csv", "-backup", "run.backup"}
	if code, _, stderr := run(args...); code != 0 {
		t.Fatal(stderr)
	}
	names := []string{"m-seed5.safetensors", "m-seed6.safetensors", "m-seed7.safetensors", "h.csv"}
	want := left(t, ".", names...)
	for _, name := range []string{"run-seed7.backup", "run-seed7.backup.previous", "m-seed5.safetensors", "m-seed7.safetensors", "h.csv"} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	code, stdout, stderr := run(append(args, "-resume", "run.backup")...)
	if code != 0 {
		t.Fatal(stderr)
	}
	for _, line := range []string{"Going on after epoch 3 of 3, from run-seed5.backup\n", "There is no run-seed7.backup yet: training from the start\n", "epoch  3:  loss "} {
		if !strings.Contains(stdout, line) {
			t.Errorf("the output lacks %q:\n%s", line, stdout)
		}
	}
	for name, content := range left(t, ".", names...) {
		if content != want[name] {
			t.Errorf("%s is another", name)
		}
	}
}

// More epochs than were planned go on where they ended, as if they had been planned.
func TestMoreEpochs(t *testing.T) {
	data := dataFolder(t, 60)
	t.Chdir(t.TempDir())
	for _, args := range [][]string{
		{"-epochs", "4", "-out", "straight.safetensors"},
		{"-epochs", "2", "-out", "short.safetensors", "-backup", "b"},
		{"-epochs", "4", "-out", "longer.safetensors", "-resume", "b"},
	} {
		if code, _, stderr := run(append(args, "-arch", "torch", "-data", data)...); code != 0 {
			t.Fatal(stderr)
		}
	}
	files := left(t, ".", "straight.safetensors", "short.safetensors", "longer.safetensors")
	if files["longer.safetensors"] != files["straight.safetensors"] || files["short.safetensors"] == files["straight.safetensors"] {
		t.Error("two epochs and two more are not four")
	}
	m, err := models.Load("longer.safetensors")
	if err != nil || m.Last["epoch"] != "4" {
		t.Errorf("its last epoch is %q, %v, want 4", m.Last["epoch"], err)
	}
}

// What is there stays, without -resume; a training on the same file is told so; a
// damaged file is said, and the older one gives the same model.
func TestBackups(t *testing.T) {
	data := dataFolder(t, 60)
	t.Chdir(t.TempDir())
	args := func(more ...string) []string {
		return append([]string{"-arch", "torch", "-data", data, "-epochs", "3", "-out", "m.safetensors", "-backup", "b"}, more...)
	}
	if code, _, stderr := run(args()...); code != 0 {
		t.Fatal(stderr)
	}
	want := left(t, ".", "m.safetensors", "b", "b.previous")
	for _, resume := range []string{"", "b.previous"} {
		line := args()
		if resume != "" {
			line = args("-resume", resume)
		}
		if code, _, stderr := run(line...); code != 1 || stderr != "train: -backup: there is b, of another training: -resume b goes on with it; to start, name another file or remove this one\n" {
			t.Errorf("-resume %q: exit code %d, %q", resume, code, stderr)
		}
	}
	unlock, err := whole.Lock("b")
	if err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := run(args("-resume", "b")...); code != 1 || !strings.HasPrefix(stderr, "train: -backup: b is in use by process ") {
		t.Errorf("two trainings: exit code %d, %q", code, stderr)
	}
	unlock()
	for name, damage := range map[string]func() error{
		"a bit": func() error {
			content := []byte(want["b"])
			content[len(content)/2] ^= 1
			return os.WriteFile("b", content, 0o644)
		},
		"cut":     func() error { return os.Truncate("b", 100) },
		"missing": func() error { return os.Remove("b") },
	} {
		if err := damage(); err != nil {
			t.Fatal(err)
		}
		code, stdout, stderr := run(args("-resume", "b", "-verbose", "0")...)
		if code != 0 || !strings.Contains(stdout, "b: ") || !strings.Contains(stdout, "\nGoing on after epoch 2 of 3, from the older b.previous\n") {
			t.Errorf("%s: exit code %d, %q, %q", name, code, stdout, stderr)
		}
		if got := left(t, ".", "m.safetensors"); got["m.safetensors"] != want["m.safetensors"] {
			t.Errorf("%s: another model", name)
		}
		if got := left(t, ".", "b.previous"); got["b.previous"] != want["b.previous"] {
			t.Errorf("%s: the older file has gone for the damaged one", name)
		}
	}
	os.Truncate("b", 100)
	os.Truncate("b.previous", 100)
	if code, _, stderr := run(args("-resume", "b")...); code != 1 || !strings.HasPrefix(stderr, "train: b: not a checkpoint") {
		t.Errorf("both are damaged: exit code %d, %q", code, stderr)
	}
}

// Kernels that compute otherwise are said.
func TestOtherKernels(t *testing.T) {
	if kernel.ISA() == "portable" {
		t.Skip("this CPU has no others")
	}
	data, folder := dataFolder(t, 60), t.TempDir()
	args := []string{"-data", data, "-epochs", "2", "-verbose", "0", "-backup", "b", "-resume", "b"}
	for _, c := range []struct {
		isa, want string
	}{
		{"", ""},
		{"", ""}, // as before
		{"portable", "Going on after epoch 2 of 2, from b: its kernels were fused, these are portable"},
	} {
		t.Setenv(kernel.Variable, c.isa)
		said := ""
		code, stderr := process(t, folder, func(_ *os.Process, line string) {
			if strings.HasPrefix(line, "Going") {
				said = line
			}
		}, args...)
		if code != 0 || !strings.HasPrefix(said, c.want) || (said == "") != (c.want == "") {
			t.Errorf("%q: exit code %d, %q, stderr %q, want %q", c.isa, code, said, stderr, c.want)
		}
	}
}

func TestWrongResumes(t *testing.T) {
	data := dataFolder(t, 60)
	t.Chdir(t.TempDir())
	if code, _, stderr := run("-arch", "torch", "-data", data, "-epochs", "2", "-backup", "b", "-out", "m.safetensors"); code != 0 {
		t.Fatal(stderr)
	}
	whole, err := os.ReadFile("b")
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"half": whole[:len(whole)/2], "empty": nil, "text": []byte("a,b\n1,2\n")} {
		if err := os.WriteFile(name, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{1, "train: -resume: there is no none (no such file or directory): leave -resume out to start, or", []string{"-resume", "none"}},
		{1, `train: m.safetensors: not a checkpoint of a training: its format is "digits 1", want "digits checkpoint 1": -resume wants a file of -backup`, []string{"-resume", "m.safetensors"}},
		{1, "train: half: not a checkpoint of a training: ", []string{"-resume", "half"}},
		{1, "train: empty: not a checkpoint", []string{"-resume", "empty"}},
		{1, "train: text: not a checkpoint", []string{"-resume", "text"}},
		{1, "it is no plain file", []string{"-resume", ".", "-backup", "c"}},
		{1, "the checkpoint has the batch 64, this training 32: give the flags that it began with", []string{"-resume", "b", "-batch", "32"}},
		{1, "the checkpoint has the seed 1, this training 2: give", []string{"-resume", "b", "-seed", "2"}},
		{1, "the checkpoint has the layers [Dense{", []string{"-resume", "b", "-arch", "keras"}},
		{1, "the checkpoint has 2 epochs done, this training is of 1: want at least as many: give", []string{"-resume", "b", "-epochs", "1"}},
		{1, "the checkpoint has the optimizer Adam{LearningRate: 0.001, ", []string{"-resume", "b", "-schedule", "cosine"}},
		{1, "the checkpoint has no state of reduce_lr_on_plateau of loss", []string{"-resume", "b", "-plateau", "0.5,1", "-monitor", "loss"}},
		{2, "-backup: got ./torch.pth, which is the saved model too: name another file", []string{"-backup", "./torch.pth"}},
		{2, "-backup: got h.csv, which is -history too", []string{"-resume", "h.csv", "-history", "h.csv"}},
		{1, "there is no folder no", []string{"-backup", "no/b"}},
	} {
		before := left(t, ".", "b", "m.safetensors")
		code, stdout, stderr := run(append([]string{"-arch", "torch", "-data", data}, c.args...)...)
		if strings.Contains(stdout, "Going on") && !strings.Contains(c.want, "no state of") { // which only a callback finds
			t.Errorf("%v: it said that it goes on, and did not:\n%s", c.args, stdout)
		}
		if code != c.code || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, want %d; stderr %q, want one line with %q", c.args, code, c.code, stderr, c.want)
		}
		for name, content := range left(t, ".", "b", "m.safetensors") {
			if content != before[name] {
				t.Errorf("%v: it has changed %s", c.args, name)
			}
		}
	}
}
