package digits

import (
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"

	"digits/data/picture"
	"digits/data/scale"
)

// Weights is the file of the network that this package carries: what
//
//	go run ./cmd/train -arch own -out models/pretrained/own.safetensors
//
// writes, to the byte.
//
//go:embed models/pretrained/own.safetensors
var Weights []byte

// maxFile bounds a model's file.
const maxFile = 1 << 30

// Open reads a model's file: a .safetensors that cmd/train or cmd/convert has written, of
// a network for images of 28 x 28 pixels that is a chain of dense layers.
func Open(path string) (*Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("digits: %w", err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fmt.Errorf("digits: %s is no file of at most %d MB: want a model's .safetensors", path, maxFile>>20)
	}
	file, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, fmt.Errorf("digits: %w", err)
	}
	r, err := Parse(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, path)
	}
	return r, nil
}

// Parse is Open of a file's content. What it holds of weights is not checked by the
// checksum that some files have: cmd/inspect does that.
func Parse(file []byte) (*Reader, error) {
	header, values, err := split(file)
	if err != nil {
		return nil, err
	}
	meta := header.Meta
	if meta["format"] != "digits 1" {
		return nil, fmt.Errorf("digits: it does not say that it is a model of this project: cmd/convert makes one of it that does")
	}
	if meta["layers"] == "" {
		return nil, fmt.Errorf("digits: its layers are made by code, want a chain of known ones")
	}
	n := &network{}
	if n.scale, err = scale.Parse(meta["scale"]); err != nil {
		return nil, fmt.Errorf("digits: its %w", err)
	}
	var layers []layerConfig
	if err := json.Unmarshal([]byte(meta["layers"]), &layers); err != nil {
		return nil, fmt.Errorf("digits: its layers cannot be read: %w", err)
	}
	n.chain, err = newChain(layers, logits(meta["loss"]), func(name string) ([]int, []float32, error) {
		return header.array(name, values)
	})
	if err != nil {
		return nil, err
	}
	if in := n.chain.inputs(); in != picture.Size*picture.Size {
		return nil, fmt.Errorf("digits: its network has %d inputs, want %d x %d pixels", in, picture.Size, picture.Size)
	}
	if len(header.arrays) > 0 {
		for name := range header.arrays {
			return nil, fmt.Errorf("digits: nobody knows what its weights %q are for", name)
		}
	}
	return New(n, meta["scale_guess"] == "true"), nil
}

// header is what a .safetensors file begins with (huggingface.co/docs/safetensors).
type header struct {
	Meta   map[string]string
	arrays map[string]entry // those that nobody has asked for
}

type entry struct {
	Type    string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// split parts the header from the values, which are little-endian.
func split(file []byte) (*header, []byte, error) {
	const most = 1 << 20
	if len(file) < 8 {
		return nil, nil, fmt.Errorf("digits: a file of %d bytes is no .safetensors", len(file))
	}
	n := binary.LittleEndian.Uint64(file)
	if n > most || n > uint64(len(file)-8) {
		return nil, nil, fmt.Errorf("digits: it is no .safetensors, or cut off: cmd/convert makes one of other files")
	}
	h := &header{arrays: map[string]entry{}}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(file[8:8+n], &parts); err != nil {
		return nil, nil, fmt.Errorf("digits: it is no .safetensors: %w", err)
	}
	for name, part := range parts {
		if name == "__metadata__" {
			if err := json.Unmarshal(part, &h.Meta); err != nil {
				return nil, nil, fmt.Errorf("digits: its metadata: %w", err)
			}
			continue
		}
		var e entry
		if err := json.Unmarshal(part, &e); err != nil {
			return nil, nil, fmt.Errorf("digits: its weights %q: %w", name, err)
		}
		h.arrays[name] = e
	}
	return h, file[8+n:], nil
}

// array returns the weights of that name, once.
func (h *header) array(name string, values []byte) (shape []int, array []float32, err error) {
	e, ok := h.arrays[name]
	size := 1
	for _, n := range e.Shape {
		if n < 0 || n > len(values) || size > len(values) {
			size = -1
			break
		}
		size *= n
	}
	from, to := e.Offsets[0], e.Offsets[1]
	switch {
	case !ok:
		return nil, nil, fmt.Errorf("digits: it lacks the weights %q", name)
	case e.Type != "F32":
		return nil, nil, fmt.Errorf("digits: its weights %q are of type %s, want F32: cmd/convert makes them so", name, e.Type)
	case from < 0 || to > len(values) || to-from != 4*size || size < 0:
		return nil, nil, fmt.Errorf("digits: its weights %q lie outside the file, which is cut off or damaged", name)
	}
	delete(h.arrays, name)
	array = make([]float32, size)
	for i := range array {
		array[i] = math.Float32frombits(binary.LittleEndian.Uint32(values[from+4*i:]))
		if v := array[i]; v-v != 0 {
			return nil, nil, fmt.Errorf("digits: its weights %q hold %v: its training has failed, train it anew", name, v)
		}
	}
	return e.Shape, array, nil
}
