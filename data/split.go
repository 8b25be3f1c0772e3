package data

import (
	"math/rand/v2"
	"slices"
)

// splitStream keeps the generator of splits apart from every other that is seeded
// with the same seed. It spells "split".
const splitStream = 0x73706c6974

// splitOff takes the examples to test with out of the training part, whose others
// stay in order.
func (r *reading) splitOff(train *examples) (*examples, error) {
	n := train.len()
	count, err := r.Test.of(n)
	if err != nil {
		return nil, err
	}
	taken := rand.New(rand.NewPCG(r.Seed, splitStream)).Perm(n)[:count]
	slices.Sort(taken)
	test := *train
	train.pixels, test.pixels = parted(train.pixels, taken, train.size())
	train.values, test.values = parted(train.values, taken, train.size())
	train.labels, test.labels = parted(train.labels, taken, 1)
	train.targets, test.targets = parted(train.targets, taken, train.outputs)
	r.note("there is no test part: %d of the %d examples, chosen by seed %d, are taken out to test with", count, n, r.Seed)
	return &test, nil
}

// parted parts rows of that width in those that are taken, whose numbers are
// sorted, and those that are left, which move up.
func parted[T any](values []T, taken []int, width int) (left, out []T) {
	if values == nil {
		return nil, nil
	}
	out = make([]T, 0, len(taken)*width)
	end, done := 0, 0
	for _, i := range append(slices.Clip(taken), len(values)/width) {
		end += copy(values[end:], values[done*width:i*width])
		if i*width < len(values) {
			out = append(out, row(values, i, width)...)
		}
		done = i + 1
	}
	return values[:end:end], out
}
