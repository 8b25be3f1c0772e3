package graph

import (
	"fmt"
	"math"

	"gorgonia.org/tensor"
)

// NotFinite runs a program's graph once more on the inputs and targets that it
// holds, and says where NaN or Inf first appears: in the input, in a layer's
// parameters, or in a layer's output. It returns "" if all of that is finite.
// The parameters must not have been stepped since the run in question.
func NotFinite(net Layer, params *Params, o Options, p *Program) (string, error) {
	if bad := countNotFinite(p.Input()); bad > 0 {
		return fmt.Sprintf("the input: %d of %d values", bad, len(p.Input())), nil
	}
	o.Loss = nil
	tapped, err := compile(net, params, o, compiling{layers: true, still: true})
	if err != nil {
		return "", err
	}
	defer tapped.Close()
	copy(tapped.Input(), p.Input())
	if err := tapped.Run(); err != nil {
		return "", err
	}
	for i, layer := range tapped.scope.outputs {
		for _, name := range layer.params {
			w := params.Get(name).Float32s()
			if bad := countNotFinite(w); bad > 0 {
				return fmt.Sprintf("layer %s: %d of %d values of its %s", layer.name, bad, len(w), name), nil
			}
		}
		y := tapped.layers[i].(*tensor.Dense).Float32s()
		if bad := countNotFinite(y); bad > 0 {
			return fmt.Sprintf("layer %s: %d of %d values of its output", layer.name, bad, len(y)), nil
		}
	}
	return "", nil
}

func countNotFinite(x []float32) int {
	n := 0
	for _, v := range x {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			n++
		}
	}
	return n
}
