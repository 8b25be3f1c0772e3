package models

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/models/dtype"
)

// exported is what onnxruntime 1.32.0 computed with a file: interop/exports.py.
type exported struct {
	SHA256  string
	Outputs []float64
}

// Every network of exportCases has the ONNX file that onnxruntime ran, puts out what that
// did, and is read again. With DIGITS_EXPORTS=FOLDER the files are written there, with
// what goes in and comes out, for interop/exports.py.
func TestExports(t *testing.T) {
	folder := os.Getenv("DIGITS_EXPORTS")
	var recorded map[string]exported
	if text, err := os.ReadFile("testdata/exports.json"); folder == "" && (err != nil || json.Unmarshal(text, &recorded) != nil) {
		t.Fatalf("testdata/exports.json: %v", err)
	}
	cases := exportCases()
	if folder == "" && len(cases) != len(recorded) {
		t.Errorf("got %d cases, recorded are %d: run interop/exports.py", len(cases), len(recorded))
	}
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		t.Run(name, func(t *testing.T) {
			c := cases[name]
			m := c.model(t)
			var file bytes.Buffer
			if err := m.write(&file, ".onnx", c.raw); err != nil {
				t.Fatal(err)
			}
			input, output := exportRun(t, m, c.raw)
			if folder != "" {
				write := func(ending string, content []byte) {
					if err := os.WriteFile(filepath.Join(folder, name+ending), content, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				write(".onnx", file.Bytes())
				write(".in", input)
				write(".out", dtype.Encode(nil, output))
				return
			}
			sum := sha256.Sum256(file.Bytes())
			if got, want := hex.EncodeToString(sum[:]), recorded[name]; got != want.SHA256 {
				t.Errorf("the file is another than the one that onnxruntime ran: run interop/exports.py")
			}
			requireNear(t, "onnxruntime", output, recorded[name].Outputs)
			exportedAgain(t, c, file.Bytes(), input, output)
		})
	}
}

// model makes a case's model, with weights that no initializer has.
func (c exportCase) model(t testing.TB) *Model {
	t.Helper()
	m := &Model{Recipe: "case", Layers: c.layers, Input: c.input, Loss: graph.MeanSquaredError, Scale: c.scale, asked: 4}
	if c.input == nil {
		m.Input = []int{3, 4}
	}
	var err error
	if c.recipe != nil {
		m, err = New(*c.recipe, 3, 4, 4, 2)
	} else if m.Params, err = graph.Init(m.Net(), m.Input, 2); err == nil {
		err = m.settle(4)
	}
	if err != nil {
		t.Fatal(err)
	}
	state := uint32(1)
	for name, w := range m.Params.All() {
		for i := range w.Float32s() {
			state = state*1664525 + 1013904223 // Numerical Recipes
			v := float32(state>>8)/(1<<23) - 1 // -1 to 1
			if strings.HasSuffix(name, "moving_variance") {
				v = v*v + 0.5
			}
			w.Float32s()[i] = v
		}
	}
	return m
}

// exportRun returns bytes for five examples, as the file takes them, and what the network
// makes of them, or its probabilities where it is raw.
func exportRun(t *testing.T, m *Model, raw bool) (input []byte, output []float32) {
	t.Helper()
	const examples = 5
	net := m.Net()
	if raw {
		net = m.Probabilities()
	}
	p, err := graph.Compile(net, m.Params, graph.Options{Batch: examples, Input: m.Input, Whole: true})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	x := p.Input()
	if raw {
		input = images(1)[:len(x)]
		m.Scale.Apply(x, input)
	} else {
		for i := range x {
			x[i] = float32(uint32(i)*2654435761>>20)/1024 - 2 // -2 to 2
		}
		input = dtype.Encode(nil, x)
	}
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	return input, slices.Clone(p.Output())
}

// requireNear fails unless the numbers are equal to 1e-5 of 1 or, above, of themselves.
func requireNear(t *testing.T, what string, got []float32, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %d numbers, want %d", what, len(got), len(want))
	}
	for i, v := range got {
		if d := math.Abs(float64(v) - want[i]); !(d <= 1e-5*max(1, math.Abs(want[i]))) {
			t.Errorf("%s: number %d is %v, want %v", what, i, v, want[i])
			return
		}
	}
}

// exportedAgain reads the file, and compares what that puts out.
func exportedAgain(t *testing.T, c exportCase, file, input []byte, want []float32) {
	t.Helper()
	m, err := Read(file)
	if c.foreign {
		if err == nil {
			return
		}
		requireLine(t, "read again", err, "node ")
		return
	}
	if err != nil {
		t.Errorf("read again: %v", err)
		return
	}
	if len(m.Assumed) > 0 && c.recipe != nil {
		t.Errorf("read again, it is assumed: %q", m.Assumed)
	}
	var x []float32
	if c.raw {
		x = make([]float32, len(input))
		data.Raw.Apply(x, input)
	} else {
		x = dtype.Float32.Decode(input)
	}
	p, err := graph.Compile(m.Net(), m.Params, graph.Options{Batch: 5, Input: m.Input, Whole: true})
	if err != nil {
		t.Errorf("read again: %v", err)
		return
	}
	defer p.Close()
	copy(p.Input(), x)
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	var y []float64
	for _, v := range want {
		y = append(y, float64(v))
	}
	requireNear(t, "read again", p.Output(), y)
}
