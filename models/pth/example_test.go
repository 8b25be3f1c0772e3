package pth_test

import (
	"bytes"
	"fmt"

	"digits/models/pth"
	"digits/models/weights"
)

func Example() {
	arrays := []weights.Array{{Name: "fc/weight", Shape: []int{1, 2}, Values: []float32{0.5, -1}}}
	var file bytes.Buffer
	if err := pth.Write(&file, arrays); err != nil {
		fmt.Println(err)
		return
	}
	state, err := pth.Read(file.Bytes())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(state.Arrays[0].Name, state.Arrays[0].Shape, state.Arrays[0].Values)
	// Output: fc/weight [1 2] [0.5 -1]
}
