// Command convert turns one file of weights into another, for the scripts
// beside it:
//
//	go run ./interop/convert IN OUT [-raw]
//
// IN is a PyTorch or a safetensors file, recognised by content; OUT ends in
// .pth, .safetensors or .onnx. For .onnx the arrays must be kernels (units, in)
// and biases in turn, with ReLU between them and softmax at the end; with -raw
// the input is bytes (28, 28), scaled to -1..1.
//
// If IN is one of Keras' files, OUT ends in .h5, .legacy.h5, .weights.h5 or
// .keras.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"digits/models/h5"
	"digits/models/onnx"
	"digits/models/pth"
	"digits/models/safetensors"
	"digits/models/weights"
)

func main() {
	raw := len(os.Args) == 4 && os.Args[3] == "-raw"
	if len(os.Args) != 3 && !raw {
		fmt.Fprintln(os.Stderr, "usage: convert IN OUT [-raw]")
		os.Exit(2)
	}
	if err := convert(os.Args[1], os.Args[2], raw); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func convert(in, out string, raw bool) error {
	data, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	if h5.Recognize(data) {
		return convertKeras(data, out)
	}
	arrays, err := read(data)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := write(&b, filepath.Ext(out), arrays, raw); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}

func read(data []byte) ([]weights.Array, error) {
	if pth.Recognize(data) {
		file, err := pth.Read(data)
		if err != nil {
			return nil, err
		}
		return file.Arrays, nil
	}
	arrays, _, err := safetensors.Read(data)
	return arrays, err
}

func write(w io.Writer, extension string, arrays []weights.Array, raw bool) error {
	switch extension {
	case ".pth":
		return pth.Write(w, arrays)
	case ".safetensors":
		return safetensors.Write(w, arrays, map[string]string{"format": "pt"})
	case ".onnx":
		for i, a := range arrays {
			if len(a.Shape) != 2-i%2 || len(arrays)%2 != 0 {
				return fmt.Errorf("convert: %s: got shape %v, want kernels and biases in turn", a.Name, a.Shape)
			}
		}
		return onnx.Write(w, network(arrays, raw))
	}
	return fmt.Errorf("convert: got %q, want .pth, .safetensors or .onnx", extension)
}

func network(arrays []weights.Array, raw bool) onnx.Graph {
	g := onnx.Graph{Input: onnx.Value{Name: "x", Shape: arrays[0].Shape[1:]}}
	if raw {
		g.Input = onnx.Value{Name: "pixels", Type: onnx.Uint8, Shape: []int{28, 28}}
		g.Nodes = append(onnx.Scale(2./255, -1), onnx.Node{Op: "Flatten"})
	}
	for i := 0; i < len(arrays); i += 2 {
		if i > 0 {
			g.Nodes = append(g.Nodes, onnx.Node{Op: "Relu"})
		}
		g.Nodes = append(g.Nodes, onnx.Node{Op: "Gemm", Constants: arrays[i : i+2], Ints: map[string]int{"transB": 1}})
	}
	g.Nodes = append(g.Nodes, onnx.Node{Op: "Softmax"})
	g.Output = onnx.Value{Name: "probabilities", Shape: arrays[len(arrays)-1].Shape}
	return g
}
