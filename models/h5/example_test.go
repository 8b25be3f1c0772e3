package h5_test

import (
	"fmt"
	"os"

	"digits/models/h5"
)

// A file that Keras 3 saved, recognised by its content.
func ExampleRead() {
	content, err := os.ReadFile("testdata/keras3-small.weights.h5")
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := h5.Read(content)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, layer := range file.Layers {
		for _, w := range layer.Weights {
			fmt.Println(layer.Name, w.Shape)
		}
	}
	// Output:
	// dense [784 16]
	// dense [16]
	// dense_1 [16 10]
	// dense_1 [10]
}
