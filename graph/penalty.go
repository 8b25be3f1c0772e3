package graph

import (
	"fmt"
	"math"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Penalty is what weights add to the loss: L1·Σ|w| + L2·Σw², Keras' regularizers l1,
// l2 and l1_l2. The zero value adds nothing.
type Penalty struct{ L1, L2 float64 }

// L1 is the penalty l·Σ|w|.
func L1(l float64) Penalty { return Penalty{L1: l} }

// L2 is the penalty l·Σw². Its gradient, 2·l·w, is that of PyTorch's weight decay of
// 2·l.
func L2(l float64) Penalty { return Penalty{L2: l} }

// penalized is a parameter on which a layer has put a penalty.
type penalized struct {
	layer string
	w     *gorgonia.Node
}

// penalize adds the penalty on w to the loss: once, also for a layer that stands twice
// by its pointer. What is frozen has none to learn by, but counts. Keras does the same.
func (s *Scope) penalize(p Penalty, w *gorgonia.Node) error {
	once := penalized{s.layer, w}
	if p == (Penalty{}) || s.penalized[once] {
		return nil
	}
	s.penalized[once] = true
	if !(p.L1 >= 0 && p.L2 >= 0) || math.IsInf(p.L1+p.L2, 0) {
		return errors.Errorf("got a penalty of %v, want numbers of at least 0", p)
	}
	sum, err := op.Penalty(w, p.L1, p.L2)
	if err != nil {
		return err
	}
	return s.AddLoss(sum)
}

// String returns the settings that are not 0.
func (p Penalty) String() string {
	var parts []string
	if p.L1 != 0 {
		parts = append(parts, fmt.Sprintf("l1=%g", p.L1))
	}
	if p.L2 != 0 {
		parts = append(parts, fmt.Sprintf("l2=%g", p.L2))
	}
	return strings.Join(parts, ", ")
}
