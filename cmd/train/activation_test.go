package main

import (
	"strings"
	"testing"

	"digits/graph"
	"digits/models"
)

// Every loss trains, validates and tests on the command's own path, from a
// softmax and, where that makes sense, from logits; the file knows the loss.
func TestEveryLoss(t *testing.T) {
	folder := dataFolder(t, 60)
	for _, loss := range graph.LossNames() {
		for _, arch := range []string{"keras-dropout", "torch"} {
			code, stdout, stderr := call(t, "-arch", arch, "-data", folder, "-epochs", "1", "-loss", loss, "-out", "m.safetensors")
			l, _ := graph.LossNamed(loss, graph.FromLogits)
			if arch == "torch" && graph.OnProbabilities(l) {
				if code != 2 || !strings.Contains(stderr, "takes probabilities, torch ends with logits") || strings.Count(stderr, "\n") != 1 {
					t.Errorf("%s on logits: exit code %d, %q", loss, code, stderr)
				}
				continue
			}
			if code != 0 || !strings.Contains(stdout, "; "+loss+"; batch") || !strings.Contains(stdout, "test accuracy ") {
				t.Fatalf("%s, %s: exit code %d, %q, %q", arch, loss, code, stdout, stderr)
			}
			m, err := models.Load("m.safetensors")
			if err != nil || m.Loss.Name() != loss {
				t.Errorf("%s: loaded %v, %v", loss, m, err)
			}
		}
	}
}

// Every activation trains, is saved, and predicts the same from its file.
func TestEveryActivation(t *testing.T) {
	folder := dataFolder(t, 60)
	for _, activation := range append(graph.ActivationNames(), "elu(alpha=0.5)", "relu(max_value=6)") {
		code, stdout, stderr := call(t, "-arch", "torch", "-data", folder, "-epochs", "1", "-activation", activation)
		if code != 0 || !strings.Contains(stdout, "Hidden layers with "+activation+"\n") {
			t.Fatalf("%s: exit code %d, %q, %q", activation, code, stdout, stderr)
		}
		file := "torch.safetensors"
		if activation == "relu" {
			file = "torch.pth"
		}
		m, err := models.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		hidden, ok := m.Layers[0].(graph.Dense)
		if got := graph.ActivationText(hidden.Activation); !ok || got != activation && activation != "prelu" {
			t.Errorf("%s: the file has %s", activation, got)
		}
	}
}

func TestWrongFunctions(t *testing.T) {
	for want, args := range map[string][]string{
		`-activation: graph: got activation "rule", want one of`: {"-activation", "rule"},
		`-loss: graph: got loss "mea", want one of`:              {"-loss", "mea"},
		`elu: got the setting "beta", want alpha`:                {"-activation", "elu(beta=1)"},
		"m.h5 cannot hold the model: layer":                      {"-arch", "keras-small", "-activation", "glu", "-out", "m.h5"},
		"-activation: .pth holds weights alone":                  {"-activation", "tanh", "-out", "m.pth"},
	} {
		code, stdout, stderr := call(t, args...)
		exit := 2
		if strings.Contains(want, "cannot hold") {
			exit = 1 // found where the model is made
		}
		if code != exit || stdout != "" || !strings.Contains(stderr, want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, %q, %q", args, code, stdout, stderr)
		}
	}
}

func TestCheckOfOtherFunctions(t *testing.T) {
	code, stdout, stderr := call(t, "-arch", "keras-small", "-activation", "gelu", "-loss", "mse", "-check")
	if code != 0 || !strings.Contains(stdout, "the gradients are right") {
		t.Errorf("exit code %d, %q, %q", code, stdout, stderr)
	}
}
