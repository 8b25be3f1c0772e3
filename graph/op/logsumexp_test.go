package op

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
)

func TestLogSumExp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	f := one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return LogSumExp(x[0]) })
	check(t,
		operation{"two axes", []leaf{random(r, "x", 5, 4)}, 1, f},
		operation{"three axes", []leaf{random(r, "x", 2, 3, 4)}, 1, f},
		operation{"a batch of one", []leaf{random(r, "x", 1, 3)}, 1, f},
		operation{"one class", []leaf{random(r, "x", 3, 1)}, 1, f},
		operation{"many classes", []leaf{random(r, "x", 2, 71)}, 1, f},
	)
}
