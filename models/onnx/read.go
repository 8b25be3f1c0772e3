package onnx

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"

	"digits/models/seal"
	"digits/models/weights"
)

// What an error of Read wraps.
var (
	ErrFormat   = errors.New("not a well-formed ONNX file")
	ErrTooLarge = errors.New("an ONNX file beyond the limit")
)

// Recognize tells by content whether data is likely an ONNX model: a protocol
// buffer of ModelProto's fields, with the version of the format and a graph.
func Recognize(data []byte) bool {
	version, graph := false, false
	for len(data) > 0 {
		f, n := consume(data)
		if n < 0 {
			return version && graph // cut, perhaps
		}
		number := f.number
		if number > 8 && number != 14 && number != 20 && number != 25 && number != 26 {
			return false
		}
		if want := number != 1 && number != 5; want != (f.kind == protowire.BytesType) {
			return false
		}
		if number == 1 {
			version = f.value > 0 && f.value < 100
		}
		graph = graph || number == 7
		data = data[n:]
	}
	return version && graph
}

// Read reads a model. It allocates what its values take as float32, at most
// four times the length of data, and 8 MiB. It is an error if a node reads
// what nothing before it writes; which operators there are, and with what
// shapes, is not checked. Values that stand in another file are an error, and
// a graph within a node is only named.
func Read(data []byte) (*Model, error) { return ReadWith(data, nil) }

// ReadWith is Read of a model whose values may stand in other files: open
// returns the content of one, by the name that the model has for it, which may
// be anything.
func ReadWith(data []byte, open func(name string) ([]byte, error)) (*Model, error) {
	d := &decoder{left: maxItems, room: len(data), open: open}
	m, err := d.model(data)
	if err == nil {
		err = m.check()
	}
	if err == nil {
		if m.Sealed, err = seal.Check(data, m.Metadata[seal.Name]); err != nil {
			err = fmt.Errorf("%w: %w", ErrFormat, err)
		}
		delete(m.Metadata, seal.Name)
	}
	switch {
	case errors.Is(err, ErrFormat):
		return nil, fmt.Errorf("onnx: %w: if the file was cut or damaged, get it again; else export the network again", err)
	case err != nil:
		return nil, fmt.Errorf("onnx: %w", err)
	}
	return m, nil
}

// model reads a ModelProto: producer_name 2, producer_version 3, graph 7,
// opset_import 8, metadata_props 14, functions 25.
func (d *decoder) model(data []byte) (*Model, error) {
	m := &Model{Constants: map[string]weights.Array{}}
	var graph []byte
	producer := [2]string{}
	err := d.fields(data, "the model", func(f field) (err error) {
		switch f.number {
		case 2, 3:
			producer[f.number-2] = fmt.Sprintf("%.100s", f.text())
		case 7:
			graph = f.bytes
		case 8:
			err = d.opset(m, f.bytes)
		case 14:
			var key, value string
			if key, value, err = d.pair(f.bytes, "the metadata"); err == nil {
				if m.Metadata == nil {
					m.Metadata = map[string]string{}
				}
				m.Metadata[key] = value
			}
		case 25:
			err = d.function(m, f.bytes)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if graph == nil {
		return nil, fmt.Errorf("%w: got no graph", ErrFormat)
	}
	m.Producer = strings.TrimSpace(producer[0] + " " + producer[1])
	return m, d.graph(m, graph)
}

// opset reads an OperatorSetIdProto: domain 1, version 2.
func (d *decoder) opset(m *Model, data []byte) error {
	domain, version := "", 0
	err := d.fields(data, "the operators' version", func(f field) error {
		switch f.number {
		case 1:
			domain = f.text()
		case 2:
			version = int(min(f.value, math.MaxInt32))
		}
		return d.take(1)
	})
	switch {
	case domain == "" || domain == "ai.onnx":
		m.Opset = version
	case m.Domains == nil:
		m.Domains = map[string]int{domain: version}
	default:
		m.Domains[domain] = version
	}
	return err
}

// function reads the name 1 and the domain 10 of a FunctionProto.
func (d *decoder) function(m *Model, data []byte) error {
	name, domain := "", ""
	err := d.fields(data, "a function", func(f field) error {
		switch f.number {
		case 1:
			name = f.text()
		case 10:
			domain = f.text()
		}
		return nil
	})
	m.Functions = append(m.Functions, strings.TrimPrefix(domain+"."+name, "."))
	if err == nil {
		err = d.take(1)
	}
	return err
}

// check reports a graph that could not run: a name that is read before it is
// written, or written twice.
func (m *Model) check() error {
	known := make(map[string]bool, len(m.Constants)+2*len(m.Nodes))
	for name := range m.Constants {
		known[name] = true
	}
	for _, t := range m.Inputs {
		known[t.Name] = true
	}
	for i, o := range m.Nodes {
		for _, name := range o.Inputs {
			if name != "" && !known[name] {
				return fmt.Errorf("%w: node %d, %.60s: reads %.100q, which no node before it writes", ErrFormat, i, o.Op, name)
			}
		}
		for _, name := range o.Outputs {
			if name != "" && known[name] {
				return fmt.Errorf("%w: node %d, %.60s: writes %.100q, which is there already", ErrFormat, i, o.Op, name)
			}
			known[name] = true
		}
	}
	for _, t := range m.Outputs {
		if !known[t.Name] {
			return fmt.Errorf("%w: got the output %.100q, which no node writes", ErrFormat, t.Name)
		}
	}
	if len(m.Outputs) == 0 {
		return fmt.Errorf("%w: got no output", ErrFormat)
	}
	return nil
}
