package safetensors_test

import (
	"bytes"
	"fmt"

	"digits/models/safetensors"
	"digits/models/weights"
)

func Example() {
	arrays := []weights.Array{{Name: "fc/weight", Shape: []int{1, 2}, Values: []float32{0.5, -1}}}
	var file bytes.Buffer
	if err := safetensors.Write(&file, arrays, map[string]string{"made by": "digits"}); err != nil {
		fmt.Println(err)
		return
	}
	got, metadata, err := safetensors.Read(file.Bytes())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(got[0].Name, got[0].Shape, got[0].Values, metadata["made by"])
	// Output: fc/weight [1 2] [0.5 -1] digits
}
