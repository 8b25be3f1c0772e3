package kernel

//go:generate go -C _asm run ./descent -out ../descent_amd64.s -stubs ../descent_amd64.go -pkg kernel

import "fmt"

// rule is an optimizer's step that is written in assembly.
type rule int

const (
	sgdRule rule = iota
	shrinkRule
	momentumRule
	nesterovRule
	kerasMomentumRule
	kerasNesterovRule
	rmspropRule
	rmspropMomentumRule
	rmspropCenteredRule
	rmspropCenteredMomentumRule
	adadeltaRule
	adamaxRule
	amsgradRule
	nadamRule
	radamRule
	radamMeanRule
	lionRule
	ftrlRule
)

// maxTensors is how many a step may have: the weights, their gradient, and what is kept.
const maxTensors = 5

// vectors steps by the rule as many weights as fill vectors, and returns their number; the
// others are for the caller. The tensors, the weights first, have one length, and they and
// the constants have the assembly's order.
func vectors[T Float](where string, r rule, constants []T, tensors ...[]T) int {
	for i, x := range tensors {
		if len(x) != len(tensors[0]) {
			wantLength(where, fmt.Sprint("tensor ", i+1), len(x), len(tensors[0]))
		}
	}
	return ruleVector(r, constants, tensors)
}
