package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"digits/internal/command"
	"digits/internal/stripes"
	"digits/models"
)

// The test binary is the command itself where a test starts it as a process.
func TestMain(m *testing.M) {
	if os.Getenv("DIGITS_TEST_RUN") != "" {
		main()
	}
	os.Exit(m.Run())
}

// dataFolder writes a made-up data set of 6x6 images of 3 classes.
func dataFolder(t *testing.T, train int) string {
	t.Helper()
	return stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: train, Test: 60})
}

// call runs the command in an empty folder.
func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	t.Chdir(t.TempDir())
	return run(args...)
}

// run runs the command in the present folder.
func run(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = command.Run(context.Background(), "train", trains, args, &out, &errs)
	return code, out.String(), errs.String()
}

// Every recipe trains end to end on a made-up data set, prints what it should,
// and leaves a file that knows what it is.
func TestEveryRecipe(t *testing.T) {
	folder := dataFolder(t, 130)
	for arch, want := range map[string][]string{
		"keras":         {"Epoch 1/2\n", "2/2 ━━━━━━━━━━━━━━━━━━━━ ", " - loss: ", "Test image 0, probabilities:\n  0: 0.", "Arg max: "},
		"keras-dropout": {"Epoch 2/2\n", " - val_loss: ", " - val_accuracy: ", "109 training images, 21 for validation, 60 test images of 6x6"},
		"keras-small":   {"Epoch 2/2\n", "flatten (Flatten)"},
		"keras-lesson":  {"Test image 59, probabilities:", "True label: 2"},
		"mlp":           {"Epoch 2/2\n", "dense_1 (Dense)"},
		"own":           {"Augmentation: rotation ±15°, shear", "Epoch 2/2\n"},
		"torch":         {"Epoch 2/2: ", "fc1 (Dense)", "(None, 3)"},
	} {
		t.Run(arch, func(t *testing.T) {
			code, stdout, stderr := call(t, "-arch", arch, "-data", folder, "-epochs", "2", "-seed", "7")
			if code != 0 || stderr != "" {
				t.Fatalf("exit code %d, stderr %q", code, stderr)
			}
			file := arch + map[string]string{"keras-dropout": ".h5", "keras-small": ".h5", "torch": ".pth"}[arch]
			ours := file == arch
			if ours {
				file += ".safetensors"
			}
			common := []string{
				"Training " + arch + " on stripes (" + folder + "), seed 7\n", "Layer (type)", "Total params: ",
				"\nTest loss 0.", "test accuracy ", " (standard error, 60 images)\n", "Trained in ", " examples a second\n", "Saved " + file + "\n",
			}
			for _, w := range append(want, common...) {
				if !strings.Contains(stdout, w) {
					t.Errorf("the output lacks %q:\n%s", w, stdout)
				}
			}
			if strings.ContainsAny(stdout, "\r\x1b") {
				t.Errorf("control characters on a pipe: %q", stdout)
			}
			m, err := models.Load(file)
			if err != nil || m.Recipe != arch || m.Classes != 3 || ours && (m.Seed != 7 || m.Last["epoch"] != "2") {
				t.Errorf("the file holds %+v, %v", m, err)
			}
		})
	}
}

func TestVerboseZeroPrintsTheResultAlone(t *testing.T) {
	code, stdout, _ := call(t, "-arch", "keras", "-data", dataFolder(t, 60), "-epochs", "1", "-verbose", "0", "-out", "m.safetensors")
	want := regexp.MustCompile(`^Test loss [0-9.]+, test accuracy [0-9.]+ ± [0-9.]+ \(standard error, 60 images\)\nTrained in \S+, [0-9]+ examples a second\nSaved m\.safetensors\n$`)
	if code != 0 || !want.MatchString(stdout) {
		t.Errorf("exit code %d, output %q", code, stdout)
	}
}

func TestRuns(t *testing.T) {
	folder := dataFolder(t, 60)
	code, stdout, stderr := call(t, "-arch", "keras-small", "-data", folder, "-epochs", "2", "-runs", "3", "-seed", "4", "-history", "h.csv", "-verbose", "0")
	if code != 0 {
		t.Fatal(stderr)
	}
	for _, w := range []string{"Saved keras-small-seed4.h5", "Saved keras-small-seed6.h5", "Means of 3 runs ± standard errors\n", "\ntest accuracy ", "\nepoch  2:  loss "} {
		if !strings.Contains(stdout, w) {
			t.Errorf("the output lacks %q:\n%s", w, stdout)
		}
	}
	history, err := os.ReadFile("h.csv")
	if err != nil || strings.Count(string(history), "\n") != 7 || !strings.Contains(string(history), "\n6,2,") {
		t.Errorf("the history is %q, %v, want a header and 3 runs of 2 epochs", history, err)
	}
}

func TestCheckFlag(t *testing.T) {
	code, stdout, stderr := call(t, "-arch", "keras-small", "-check")
	if code != 0 || !strings.Contains(stdout, "dense_1/bias") || !strings.Contains(stdout, "the gradients are right") {
		t.Errorf("exit code %d, output %q, %q", code, stdout, stderr)
	}
}

func TestHelp(t *testing.T) {
	code, stdout, stderr := call(t, "-h")
	if code != 0 || stderr != "" {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	for _, flag := range []string{"arch", "epochs", "batch", "lr", "dropout", "optimizer", "momentum", "schedule", "warmup", "clip", "decay", "seed", "data", "out", "history", "runs", "verbose", "augment", "backup", "resume", "check"} {
		if !strings.Contains(stdout, "\n  -"+flag) {
			t.Errorf("the help lacks -%s", flag)
		}
	}
	for _, r := range models.Recipes() {
		if !strings.Contains(stdout, "\n    "+r.Name+" ") {
			t.Errorf("the help lacks %s", r.Name)
		}
	}
}

// A wrong command line ends with code 2, a wrong folder with 1, before any
// training, with one line that says what was got.
func TestWrongCalls(t *testing.T) {
	folder := dataFolder(t, 60)
	empty := t.TempDir()
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{2, `"resnet", want one of keras, keras-dropout, keras-small, torch, keras-lesson, own`, []string{"-arch", "resnet"}},
		{2, "-batch: got 0", []string{"-batch", "0"}},
		{2, "-epochs: got -1", []string{"-epochs", "-1"}},
		{2, "-lr: got NaN", []string{"-lr", "nan"}},
		{2, "-lr: got +Inf", []string{"-lr", "inf"}},
		{2, "-lr: got 0", []string{"-lr", "0"}},
		{2, "-dropout: got 1", []string{"-dropout", "1"}},
		{2, "-dropout: got NaN", []string{"-dropout", "nan"}},
		{2, "keras has no dropout layer", []string{"-arch", "keras", "-dropout", "0.1"}},
		{2, `-optimizer: got "adamm", want one of sgd, momentum, nesterov`, []string{"-optimizer", "adamm"}},
		{2, "-momentum: got 1", []string{"-optimizer", "sgd", "-momentum", "1"}},
		{2, "-momentum: adam has none", []string{"-momentum", "0.5"}},
		{2, `-schedule: got "cosin", want one of constant`, []string{"-schedule", "cosin"}},
		{2, "-warmup: got -1", []string{"-warmup", "-1"}},
		{2, `-clip: got "1", want value:LIMIT`, []string{"-clip", "1"}},
		{2, `-decay: got "much", want a number`, []string{"-decay", "much"}},
		{1, "-warmup: got 1000 steps, want less than the training's 5", []string{"-data", folder, "-warmup", "1000"}},
		{2, `-augment: got "much", want one of off, light, full`, []string{"-augment", "much"}},
		{2, "-runs: got 0", []string{"-runs", "0"}},
		{2, "-units: got \"8-x\", want whole numbers", []string{"-units", "8-x"}},
		{2, "-overfit: got 0", []string{"-overfit", "0"}},
		{2, "-keep: got 2, want at least 1, beside -checkpoint", []string{"-keep", "2"}},
		{1, "-overfit: the loss of 20 images is ", []string{"-data", folder, "-overfit", "20", "-lr", "1e-9"}},
		{2, "-verbose: got 3", []string{"-verbose", "3"}},
		{2, "-seed", []string{"-seed", "-1"}},
		{2, "-speed", []string{"-speed", "9"}},
		{2, `got "torch", want flags only`, []string{"torch"}},
		{2, "-history", []string{"-history", "h.txt"}},
		{2, "-out", []string{"-out", "model.xyz"}},
		{1, "nowhere", []string{"-data", filepath.Join(empty, "nowhere")}},
		{1, empty, []string{"-data", empty}},
		{1, "no folder no", []string{"-data", folder, "-out", "no/model.safetensors"}},
		{1, "no folder no", []string{"-data", folder, "-history", "no/h.csv"}},
	} {
		code, stdout, stderr := call(t, c.args...)
		if code != c.code || stdout != "" || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, want %d; stdout %q; stderr %q, want one line with %q", c.args, code, c.code, stdout, stderr, c.want)
		}
	}
}

// A training that diverges at its last step replaces nothing.
func TestRuinedWeights(t *testing.T) {
	data := dataFolder(t, 60)
	t.Chdir(t.TempDir())
	if err := os.WriteFile("m.pth", []byte("good"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := run("-data", data, "-epochs", "1", "-batch", "60", "-lr", "1e39", "-out", "m.pth", "-backup", "b", "-checkpoint", "best.h5", "-monitor", "loss")
	if code != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "has ruined the weights") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	if content, err := os.ReadFile("m.pth"); err != nil || string(content) != "good" {
		t.Errorf("the file there has become %d bytes, %v", len(content), err)
	}
	if files, _ := os.ReadDir("."); len(files) != 1 {
		t.Errorf("it left %v", files)
	}
}

// A loss that is not finite ends the run with code 1 and saves nothing.
func TestNotFinite(t *testing.T) {
	code, _, stderr := call(t, "-arch", "keras", "-data", dataFolder(t, 400), "-lr", "1e30", "-batch", "8")
	if code != 1 || !strings.Contains(stderr, "epoch 1, step ") || !strings.Contains(stderr, "layer dense") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	if files, _ := os.ReadDir("."); len(files) != 0 {
		t.Errorf("it left %v", files)
	}
}

// Ctrl-C ends the process after the present step: nothing is tested, what there
// is is saved under a name that says so, the exit code is 130.
func TestInterrupt(t *testing.T) {
	folder := dataFolder(t, 6000)
	work := t.TempDir()
	interrupted, tested := false, false
	code, stderr := process(t, work, func(p *os.Process, line string) {
		tested = tested || strings.Contains(line, "Test loss")
		if strings.HasPrefix(line, "Epoch 2/") {
			interrupted = true
			if err := p.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
		}
	}, "-arch", "torch", "-data", folder, "-epochs", "100000")
	if code != 130 || !interrupted || tested || !strings.HasSuffix(stderr, "torch.interrupted.pth\n") {
		t.Errorf("exit code %d, want 130; it was interrupted: %t, tested: %t; stderr %q", code, interrupted, tested, stderr)
	}
	m, err := models.Load(filepath.Join(work, "torch.interrupted.pth"))
	if err != nil || m.Recipe != "torch" {
		t.Errorf("the saved file: %+v, %v", m, err)
	}
	if files, _ := os.ReadDir(work); len(files) != 1 {
		t.Errorf("it left %v, want one file", files)
	}
}
