package weights_test

import (
	"fmt"

	"digits/models/weights"
)

// A shape from a file is checked before anything is allocated for it.
func ExampleSize() {
	fmt.Println(weights.Size([]int{784, 10}, 1<<20))
	fmt.Println(weights.Size([]int{1 << 40, 1 << 40}, 1<<20))
	// Output:
	// 7840 <nil>
	// 0 weights: shape [1099511627776 1099511627776] has more than 1048576 elements
}
