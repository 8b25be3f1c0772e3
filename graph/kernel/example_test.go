package kernel_test

import (
	"fmt"

	"digits/graph/kernel"
)

// By hand: (1, 2) times [[1, -1], [2, -2]] is (5, -5); with the bias (1, 1) and
// ReLU that is (6, 0).
func ExampleNN() {
	c := make([]float32, 2)
	kernel.NN(1, 2, 2, []float32{1, 2}, []float32{1, -1, 2, -2}, []float32{1, 1}, c, true)
	fmt.Println(c)
	// Output: [6 0]
}
