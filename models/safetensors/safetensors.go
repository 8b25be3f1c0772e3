// Package safetensors reads and writes weights in the safetensors format
// (https://huggingface.co/docs/safetensors): a JSON header that names arrays,
// then their bytes.
package safetensors

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/maruel/safetensors"

	"digits/models/dtype"
	"digits/models/seal"
	"digits/models/weights"
)

// ErrFormat is what every error of Read wraps when the bytes are not a
// well-formed safetensors file.
var ErrFormat = errors.New("not a well-formed safetensors file")

var types = map[safetensors.DType]dtype.Type{
	safetensors.F16:  dtype.Float16,
	safetensors.BF16: dtype.BFloat16,
	safetensors.F32:  dtype.Float32,
	safetensors.F64:  dtype.Float64,
	safetensors.BOOL: dtype.Bool,
	safetensors.I8:   dtype.Int8,
	safetensors.I16:  dtype.Int16,
	safetensors.I32:  dtype.Int32,
	safetensors.I64:  dtype.Int64,
	safetensors.U8:   dtype.Uint8,
	safetensors.U16:  dtype.Uint16,
	safetensors.U32:  dtype.Uint32,
	safetensors.U64:  dtype.Uint64,
}

// remedyOf says what to do with arrays of a type that is not read.
func remedyOf(kind string) string {
	if strings.HasPrefix(kind, "F8") || strings.HasPrefix(kind, "F6") || strings.HasPrefix(kind, "F4") {
		return "its numbers mean something with scales only that stand elsewhere: save the weights as float32"
	}
	return "convert it to float32 before saving"
}

// Read returns the arrays of a file in the order of its header, as float32,
// and its metadata. The library that writes such files sorts them by type and
// name, so that their order says nothing of the network's. All floats but those
// of 8 bits and less, integers and booleans are converted, other types are an
// error. Nothing is allocated for values until the header has been checked
// against the length of data.
func Read(data []byte) (arrays []weights.Array, metadata map[string]string, err error) {
	file, err := Parse(data)
	if err != nil {
		return nil, nil, err
	}
	for _, tensor := range file.Tensors {
		if _, ok := types[tensor.DType]; !ok {
			return nil, nil, fmt.Errorf("safetensors: %.100q: got %s, want F16, BF16, F32, F64 or integers: %s", tensor.Name, tensor.DType, remedyOf(string(tensor.DType)))
		}
	}
	for _, tensor := range file.Tensors {
		shape, err := dimensions(tensor)
		if err != nil {
			return nil, nil, err
		}
		arrays = append(arrays, weights.Array{
			Name: tensor.Name, Shape: shape, Values: types[tensor.DType].Decode(tensor.Data), Type: weights.Saved(types[tensor.DType]),
		})
	}
	return arrays, file.Metadata, nil
}

// Parse returns the file as it is, of arrays of any type. They are views of data;
// the header has been checked against its length, and bounded, and the file against
// its seal, if it has one.
func Parse(data []byte) (*safetensors.File, error) {
	if err := checkHeader(data); err != nil {
		return nil, err
	}
	file, err := safetensors.Parse(data)
	if err != nil {
		return nil, malformed("%v", err)
	}
	if _, err := seal.Check(data, file.Metadata[seal.Name]); err != nil {
		return nil, malformed("%w", err)
	}
	return file, nil
}

func dimensions(tensor safetensors.Tensor) ([]int, error) {
	shape := make([]int, len(tensor.Shape))
	for i, d := range tensor.Shape {
		if d > math.MaxInt {
			return nil, malformed("%s: got shape %v, want dimensions below 2^63", tensor.Name, tensor.Shape)
		}
		shape[i] = int(d)
	}
	return shape, nil
}

func malformed(format string, args ...any) error {
	return fmt.Errorf("safetensors: %w: %w: if the file was cut or damaged, get it again", ErrFormat, fmt.Errorf(format, args...))
}

// Write writes arrays as float32 in the order given, and metadata, which may
// be nil, with a seal. The same input gives the same bytes.
func Write(w io.Writer, arrays []weights.Array, metadata map[string]string) error {
	if err := checkWritable(arrays, metadata); err != nil {
		return err
	}
	file := safetensors.File{Metadata: metadata}
	for _, a := range arrays {
		shape := make([]uint64, len(a.Shape))
		for i, d := range a.Shape {
			shape[i] = uint64(d)
		}
		data := dtype.Encode(make([]byte, 0, 4*len(a.Values)), a.Values)
		file.Tensors = append(file.Tensors, safetensors.Tensor{Name: a.Name, DType: safetensors.F32, Shape: shape, Data: data})
	}
	return WriteFile(w, &file)
}

// WriteFile writes a file as it is, of arrays of any type, with a seal among its
// metadata.
func WriteFile(w io.Writer, file *safetensors.File) error {
	f := safetensors.File{Tensors: file.Tensors, Metadata: map[string]string{}}
	maps.Copy(f.Metadata, file.Metadata)
	err := seal.Write(w, func(w io.Writer, sum string) error {
		f.Metadata[seal.Name] = sum
		return f.Serialize(w)
	})
	if err != nil {
		return fmt.Errorf("safetensors: write: %w", err)
	}
	return nil
}

func checkWritable(arrays []weights.Array, metadata map[string]string) error {
	if len(arrays) == 0 {
		return fmt.Errorf("safetensors: write: got no arrays, want at least one")
	}
	seen := map[string]bool{metadataKey: true}
	for _, a := range arrays {
		if seen[a.Name] || !utf8.ValidString(a.Name) {
			return fmt.Errorf("safetensors: write: got the name %q, want each once, as UTF-8, and not %s: rename the array", a.Name, metadataKey)
		}
		seen[a.Name] = true
		if err := a.Check(); err != nil {
			return fmt.Errorf("safetensors: write: %w", err)
		}
	}
	for key, value := range metadata {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			return fmt.Errorf("safetensors: write: got metadata %q that is not UTF-8, want text: encode it", key)
		}
	}
	return nil
}
