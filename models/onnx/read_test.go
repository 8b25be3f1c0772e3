package onnx

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"digits/internal/hostile"
)

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// seen is a model as onnx itself reads it, in testdata/strangers.json.
type seen struct {
	Opset           int
	Producer        string
	Metadata        map[string]string
	Inputs, Outputs []Tensor
	Constants       map[string]struct {
		Shape  []int
		DType  string
		Values []float32
	}
	Nodes []struct {
		Name, Op, Domain string
		Inputs, Outputs  []string
		Attributes       map[string]struct {
			Kind  AttributeKind
			Value json.RawMessage
		}
	}
}

func TestReadStrangersFiles(t *testing.T) {
	var files map[string]seen
	if err := json.Unmarshal(testdata(t, "strangers.json"), &files); err != nil {
		t.Fatal(err)
	}
	if len(files) != 4 {
		t.Errorf("got %d files, want 4", len(files))
	}
	open := func(name string) ([]byte, error) { return testdata(t, name), nil }
	for name, want := range files {
		t.Run(name, func(t *testing.T) {
			data := testdata(t, name)
			if !Recognize(data) {
				t.Error("it is not recognised")
			}
			m, err := ReadWith(data, open)
			if err != nil {
				t.Fatal(err)
			}
			checkHead(t, m, want)
			checkConstants(t, m, want)
			checkNodes(t, m, want)
		})
	}
}

func checkHead(t *testing.T, m *Model, want seen) {
	t.Helper()
	got := seen{Opset: m.Opset, Producer: m.Producer, Metadata: m.Metadata, Inputs: m.Inputs, Outputs: m.Outputs}
	want.Constants, want.Nodes = nil, nil
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func checkConstants(t *testing.T, m *Model, want seen) {
	t.Helper()
	if len(m.Constants) != len(want.Constants) {
		t.Errorf("got %d constants, want %d", len(m.Constants), len(want.Constants))
	}
	for name, w := range want.Constants {
		a := m.Constants[name]
		if string(a.SavedType()) != w.DType || !cmp.Equal(a.Shape, w.Shape) || !cmp.Equal(a.Values, w.Values, cmpopts.EquateEmpty()) || a.Check() != nil || a.Name != name {
			t.Errorf("%s: got %s %v %v, want %s %v %v", name, a.SavedType(), a.Shape, a.Values, w.DType, w.Shape, w.Values)
		}
	}
}

func checkNodes(t *testing.T, m *Model, want seen) {
	t.Helper()
	if len(m.Nodes) != len(want.Nodes) {
		t.Fatalf("got %d nodes, want %d", len(m.Nodes), len(want.Nodes))
	}
	for i, w := range want.Nodes {
		o := m.Nodes[i]
		if o.Name != w.Name || o.Op != w.Op || o.Domain != w.Domain || !cmp.Equal(o.Inputs, w.Inputs, cmpopts.EquateEmpty()) || !cmp.Equal(o.Outputs, w.Outputs) || len(o.Attributes) != len(w.Attributes) {
			t.Errorf("node %d: got %v, want %v", i, o, w)
		}
		for name, attribute := range w.Attributes {
			got, values := o.Attributes[name], any(nil)
			switch got.Kind {
			case FloatAttribute:
				values = got.Float
			case IntAttribute:
				values = got.Int
			case TextAttribute:
				values = got.Text
			case FloatsAttribute:
				values = got.Floats
			case IntsAttribute:
				values = got.Ints
			case TextsAttribute:
				values = got.Texts
			case TensorAttribute:
				values = got.Tensor.Values
			}
			text, err := json.Marshal(values)
			if err != nil {
				t.Fatal(err)
			}
			var a, b any
			if json.Unmarshal(text, &a) != nil || json.Unmarshal(attribute.Value, &b) != nil || got.Kind != attribute.Kind || !cmp.Equal(a, b, cmpopts.EquateApprox(1e-7, 0)) {
				t.Errorf("node %d, %s: got kind %d, %s, want %d, %s", i, name, got.Kind, text, attribute.Kind, attribute.Value)
			}
		}
	}
}

func TestValuesElsewhereAreRefused(t *testing.T) {
	data := testdata(t, "stranger-outside.onnx")
	_, err := Read(data)
	if err == nil || !strings.Contains(err.Error(), `its values are in another file, "stranger-outside.data": make one file of both`) {
		t.Errorf("got %v, want the file's name and the remedy", err)
	}
	short := func(string) ([]byte, error) { return make([]byte, 10), nil }
	if _, err := ReadWith(data, short); !errors.Is(err, ErrFormat) {
		t.Errorf("got %v of a file that is too short, want ErrFormat", err)
	}
	gone := func(string) ([]byte, error) { return nil, os.ErrNotExist }
	if _, err := ReadWith(data, gone); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v of a file that is not there", err)
	}
}

// model is a ModelProto of a graph.
func model(graph message) []byte {
	return message(nil).Integer(1, 8).Bytes(7, graph).Bytes(8, message(nil).Integer(2, 17))
}

func TestReadRefuses(t *testing.T) {
	output := message(nil).Text(1, "y")
	node := func(op, in, out string) message { return message(nil).Text(1, in).Text(2, out).Text(4, op) }
	graph := func(parts ...message) message {
		m := message(nil)
		for _, p := range parts {
			m = append(m, p...)
		}
		return m.Bytes(11, message(nil).Text(1, "x")).Bytes(12, output)
	}
	nodes := func(list ...message) (m message) {
		for _, n := range list {
			m = m.Bytes(1, n)
		}
		return m
	}
	constant := func(t message) message { return message(nil).Bytes(5, t) }
	relu := nodes(node("Relu", "x", "y"))
	huge := message(nil).Integer(1, 1<<30).Integer(1, 1<<30).Integer(2, 1).Text(8, "w")
	for name, c := range map[string]struct {
		data message
		want string
	}{
		"nothing":               {nil, "got no graph"},
		"no output":             {model(nil), "got no output"},
		"unknown input":         {model(graph(nodes(node("Relu", "z", "y")))), `node 0, Relu: reads "z", which no node before it writes`},
		"out of order":          {model(graph(nodes(node("Relu", "a", "y"), node("Relu", "x", "a")))), `reads "a"`},
		"an operator of lines":  {model(graph(nodes(node("Re\nlu", "x", "y")))), `got the operator ".Re\nlu"`},
		"written twice":         {model(graph(nodes(node("Relu", "x", "y"), node("Relu", "x", "y")))), `writes "y", which is there already`},
		"output of nothing":     {model(graph(nodes(node("Relu", "x", "z")))), `the output "y", which no node writes`},
		"huge constant":         {model(graph(relu, constant(huge))), "want no more values than the file has"},
		"negative dimension":    {model(graph(relu, constant(message(nil).Integer(1, -1).Integer(2, 1).Text(8, "w")))), "got a dimension -1"},
		"few bytes":             {model(graph(relu, constant(message(nil).Integer(1, 1).Integer(2, 1).Text(8, "w").Text(9, "abc")))), "got 3 bytes, want 4"},
		"few values":            {model(graph(relu, constant(message(nil).Integer(1, 1).Integer(2, 7).Text(8, "w")))), "got 0 values, want those of shape [1]"},
		"values of another":     {model(graph(relu, constant(message(nil).Integer(1, 1).Integer(2, 1).Text(8, "w").Integer(7, 1)))), "in a list of another type"},
		"a number as a float":   {model(graph(relu, constant(message(nil).Integer(1, 1).Integer(2, 1).Text(8, "w").Integer(4, 1)))), "got 0 values"},
		"texts":                 {model(graph(relu, constant(message(nil).Integer(1, 0).Integer(2, 8).Text(8, "w")))), `"w": got values of texts`},
		"float8":                {model(graph(relu, constant(message(nil).Integer(1, 0).Integer(2, 17).Text(8, "w")))), `"w": got values of float8e4m3fn`},
		"constant twice":        {model(graph(relu, constant(message(nil).Integer(1, 0).Integer(2, 1).Text(8, "w")), constant(message(nil).Integer(1, 0).Integer(2, 1).Text(8, "w")))), "twice"},
		"sparse":                {model(graph(relu, message(nil).Bytes(15, nil))), "sparse"},
		"constant of nothing":   {model(graph(nodes(node("Constant", "", "y")))), "got a Constant"},
		"cut":                   {model(graph(relu))[:9], "ends too early"},
		"a group":               {message{7<<3 | 3}, "ends too early"},
		"many nodes":            {model(graph(message(bytes.Repeat(nodes(nil), maxItems+1)))), "more than 65536"},
		"many names":            {model(graph(nodes(message(bytes.Repeat(message(nil).Text(1, ""), maxItems+1))))), "more than 65536"},
		"many numbers":          {model(graph(nodes(node("Relu", "x", "y").Bytes(5, message(nil).Text(1, "a").Bytes(8, bytes.Repeat([]byte{1}, maxItems+1)))))), "more than 65536"},
		"many dimensions":       {model(graph(relu, constant(message(bytes.Repeat(message(nil).Integer(1, 1), maxRank+1))))), "at most 32"},
		"attribute twice":       {model(graph(nodes(node("Relu", "x", "y").Bytes(5, message(nil).Text(1, "a")).Bytes(5, message(nil).Text(1, "a"))))), `the attribute "a" twice`},
		"a tensor not there":    {model(graph(nodes(node("Relu", "x", "y").Bytes(5, message(nil).Text(1, "a").Integer(20, 4))))), "not there"},
		"text of a constant":    {model(graph(nodes(node("Constant", "", "y").Bytes(5, message(nil).Text(1, "value_string").Text(4, "a"))))), "want numbers"},
		"numbers that end":      {model(graph(nodes(node("Relu", "x", "y").Bytes(5, message(nil).Text(1, "a").Bytes(8, []byte{0x80}))))), "damaged"},
		"floats that end":       {model(graph(nodes(node("Relu", "x", "y").Bytes(5, message(nil).Text(1, "a").Bytes(7, []byte{1, 2}))))), "damaged"},
		"dimensions of 33 axes": {model(graph(relu).Bytes(11, message(nil).Bytes(2, message(nil).Bytes(1, message(nil).Bytes(2, bytes.Repeat(message(nil).Bytes(1, nil), 33)))))), "more than 32 dimensions"},
	} {
		t.Run(name, func(t *testing.T) {
			err := hostile.Refused(t, c.data, func(data []byte) error { _, err := Read(data); return err })
			if err != nil && (!strings.Contains(err.Error(), c.want) || len(err.Error()) > 400) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestRecognize(t *testing.T) {
	for name, want := range map[string]bool{"raw.onnx": true, "gelu.onnx": true, "strangers.json": false, "make.py": false} {
		if got := Recognize(testdata(t, name)); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	for _, text := range []string{"", "\x08", "\x08\x08", "PK\x03\x04", "\x89HDF\r\n\x1a\n", "\x80\x02}.", "<html>"} {
		if Recognize([]byte(text)) {
			t.Errorf("%q is recognised", text)
		}
	}
}

// FuzzRead reads whatever comes, beginning with real files.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"raw.onnx", "gelu.onnx", "stranger-old.onnx", "stranger-odd.onnx"} {
		f.Add(testdata(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		err := hostile.Bounded(t, data, func(data []byte) error {
			m, err := Read(data)
			if err != nil {
				return err
			}
			for _, a := range m.Constants {
				if err := a.Check(); err != nil {
					t.Error(err)
				}
			}
			return nil
		})
		_ = err
		Recognize(data)
	})
}
