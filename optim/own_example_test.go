package optim_test

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/optim/surface"
)

// signDescent is an optimizer of one's own: steps of one size, by the gradient's
// sign. train.Config takes it as it is; a schedule needs all of an Optimizer.
type signDescent struct{ lr float64 }

func (s signDescent) Step(model []gorgonia.ValueGrad) error {
	for _, p := range model {
		grad, err := p.Grad()
		if err != nil {
			return err
		}
		w := p.Value().Data().([]float64)
		for i, g := range grad.Data().([]float64) {
			switch {
			case g > 0:
				w[i] -= s.lr
			case g < 0:
				w[i] += s.lr
			}
		}
	}
	return nil
}

// An optimizer of one's own goes 16 steps of 1/8 from (1, 1) to (1, -1).
func Example_ofOnesOwn() {
	path, err := surface.Lesson.Descend(signDescent{0.125}, surface.Lesson.Start, 20)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(path[1], path[16], path[20])
	// Output: [1 0.875] [1 -1] [1 -1]
}
