package graph

import (
	"time"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// walk runs the operations of a graph one after the other, without a
// TapeMachine, whose registers and bindings cost more than a small network's
// products do. It is for graphs all of whose operations are ours: these own
// their results, so that none is overwritten before it is used.
type walk struct {
	steps []step
	reads []reading
	grads []gradientOf

	replaces bool // operations of gorgonia's own, which the machine runs, by ours
}

// gradientOf is a step's result that is a parameter's gradient.
type gradientOf struct {
	step int
	*gradient
}

// step is an operation with its inputs: leaves stay, results of earlier steps
// are put in before each run.
type step struct {
	name   string
	op     gorgonia.Op
	inputs []gorgonia.Value
	from   []int // the step that an input comes from, -1 for a leaf
	output gorgonia.Value
}

// reading is a step's result and where it is to be read.
type reading struct {
	step int
	into *gorgonia.Value
}

// newWalk orders what the program's results need. It returns nil if an
// operation is not ours, or a leaf has no value.
func newWalk(p *Program) *walk {
	w := &walk{}
	placed := map[*gorgonia.Node]int{}
	for _, r := range p.reads {
		if !w.place(r.node, placed) || placed[r.node] < 0 {
			return nil
		}
		w.reads = append(w.reads, reading{placed[r.node], r.into})
	}
	for _, g := range p.grads {
		of := g.(*gradient)
		if !w.place(of.node, placed) || placed[of.node] < 0 {
			return nil
		}
		w.grads = append(w.grads, gradientOf{placed[of.node], of})
	}
	return w
}

// place adds the steps for n, inputs first. The place of a leaf is -1.
func (w *walk) place(n *gorgonia.Node, placed map[*gorgonia.Node]int) bool {
	if _, done := placed[n]; done {
		return true
	}
	s := step{op: n.Op()}
	for children := n.Graph().From(n.ID()); children.Next(); {
		child := children.Node().(*gorgonia.Node)
		if !w.place(child, placed) {
			return false
		}
		s.inputs, s.from = append(s.inputs, child.Value()), append(s.from, placed[child])
	}
	if len(s.inputs) == 0 {
		placed[n] = -1
		return n.Value() != nil
	}
	if !op.OwnsOutput(n) {
		if s.op = op.Instead(n); s.op == nil {
			return false
		}
		w.replaces = true
	}
	s.name = s.op.String()
	placed[n] = len(w.steps)
	w.steps = append(w.steps, s)
	return true
}

// run computes all steps. record, if not nil, is told how long each took.
func (w *walk) run(record func(operation string, took time.Duration)) (err error) {
	defer recoverTo(&err)
	for i := range w.steps {
		s := &w.steps[i]
		for j, from := range s.from {
			if from >= 0 {
				s.inputs[j] = w.steps[from].output
			}
		}
		var start time.Time
		if record != nil {
			start = time.Now()
		}
		if s.output, err = s.op.Do(s.inputs...); err != nil {
			return errors.Wrap(err, s.name)
		}
		if record != nil {
			record(s.name, time.Since(start))
		}
	}
	for _, r := range w.reads {
		*r.into = w.steps[r.step].output
	}
	for _, g := range w.grads {
		g.walked = w.steps[g.step].output
	}
	return nil
}
