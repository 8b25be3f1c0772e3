package graph_test

import (
	"fmt"

	"digits/graph"
)

// A Wiring says what each layer reads; Concat and Residual are short for two frequent
// shapes. By hand: 4·3 + 3 weights to the left and to the right, 3·3 + 3 in the residual,
// 6·2 + 2 at the end.
func ExampleWiring() {
	three := graph.Dense{Units: 3, Activation: graph.ReLU}
	net := graph.Wiring{
		{Name: "left", Layer: three, From: []string{""}},
		{Name: "right", Layer: three, From: []string{""}},
		{Name: "sum", Layer: graph.Merge{By: "Add"}, From: []string{"left", "right"}},
		{Name: "more", Layer: graph.Concat{nil, graph.Residual{Layers: graph.Sequential{graph.Dense{Units: 3}}}}, From: []string{"sum"}},
		{Name: "out", Layer: graph.Dense{Units: 2}, From: []string{"more"}},
	}
	summary, err := graph.Summarize(net, []int{4})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(summary)
	// Output:
	// ────────────────────────────────────────────────────
	//  Layer (type)                Output Shape   Param #
	// ────────────────────────────────────────────────────
	//  dense (Dense)               (None, 3)           15
	//  dense_1 (Dense)             (None, 3)           15
	//  add (Add)                   (None, 3)            0
	//  dense_2 (Dense)             (None, 3)           12
	//  add_1 (Add)                 (None, 3)            0
	//  concatenate (Concatenate)   (None, 6)            0
	//  dense_3 (Dense)             (None, 2)           14
	// ────────────────────────────────────────────────────
	//  Total params: 56 (224.00 B)
	//  Trainable params: 56 (224.00 B)
	//  Non-trainable params: 0 (0.00 B)
}
