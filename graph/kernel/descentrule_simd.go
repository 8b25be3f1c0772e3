//go:build amd64 || arm64

package kernel

import "unsafe"

// ruleVector returns the number of weights that it stepped. The calls stand one by one,
// since what is given to a function in a table would have to be allocated.
func ruleVector[T Float](r rule, constants []T, tensors [][]T) int {
	numbers, ok := asFloat32(constants)
	n := whole(len(tensors[0]), lanes)
	if !ok || n == 0 || active == portable {
		return 0
	}
	var pointers [maxTensors]*float32
	for i, x := range tensors {
		single, _ := asFloat32(x)
		pointers[i] = unsafe.SliceData(single)
	}
	t, c := &pointers[0], &numbers[0]
	switch r {
	case sgdRule:
		sgdAVX2(n, t, c)
	case shrinkRule:
		shrinkAVX2(n, t, c)
	case momentumRule:
		momentumAVX2(n, t, c)
	case nesterovRule:
		nesterovAVX2(n, t, c)
	case kerasMomentumRule:
		kerasMomentumAVX2(n, t, c)
	case kerasNesterovRule:
		kerasNesterovAVX2(n, t, c)
	case rmspropRule:
		rmspropAVX2(n, t, c)
	case rmspropMomentumRule:
		rmspropMomentumAVX2(n, t, c)
	case rmspropCenteredRule:
		rmspropCenteredAVX2(n, t, c)
	case rmspropCenteredMomentumRule:
		rmspropCenteredMomentumAVX2(n, t, c)
	case adadeltaRule:
		adadeltaAVX2(n, t, c)
	case adamaxRule:
		adamaxAVX2(n, t, c)
	case amsgradRule:
		amsgradAVX2(n, t, c)
	case nadamRule:
		nadamAVX2(n, t, c)
	case radamRule:
		radamAVX2(n, t, c)
	case radamMeanRule:
		radamMeanAVX2(n, t, c)
	case lionRule:
		lionAVX2(n, t, c)
	case ftrlRule:
		ftrlAVX2(n, t, c)
	}
	return n
}
