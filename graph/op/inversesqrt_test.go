package op

import (
	"testing"

	"gorgonia.org/gorgonia"
)

func TestInverseSqrt(t *testing.T) {
	check(t, operation{"inverse sqrt", []leaf{positive}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return InverseSqrt(x[0]) })})
}
