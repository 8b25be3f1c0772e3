package graph

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Derive returns a layer's output for rows of x, and the derivative of the
// output's sum by x, both computed in float64 by an expression graph with
// automatic differentiation: of an activation, y = f(x) and f'(x). Parameters
// of the layer have the values that they begin with.
func Derive(l Layer, x [][]float64) (y, derivative [][]float64, err error) {
	return deriveIn(tensor.Float64, l, x)
}

// DeriveLoss returns a loss of rows of outputs and targets, and its gradient by
// the outputs, computed as Derive does. A target of a sparse loss is a row of
// one class number.
func DeriveLoss(l Loss, output, target [][]float64) (value float64, gradient [][]float64, err error) {
	return deriveLossIn(tensor.Float64, l, output, target)
}

func deriveIn(of tensor.Dtype, l Layer, x [][]float64) (y, derivative [][]float64, err error) {
	prepareGorgonia()
	if err := checkRows(x, len(x)); err != nil {
		return nil, nil, err
	}
	params, err := Init(l, []int{len(x[0])}, 0)
	if err != nil {
		return nil, nil, err
	}
	building.Lock()
	defer building.Unlock()
	defer recoverTo(&err)
	if of == tensor.Float64 {
		params = params.float64s()
	}
	s, err := newScope(of, params, len(x), []int{len(x[0])})
	if err != nil {
		return nil, nil, err
	}
	s.byInput, s.clock = true, new(Clock)
	fillRows(s.flat.Value().(*tensor.Dense), x)
	node, err := applyTo(l, s)
	if err != nil {
		return nil, nil, err
	}
	sum, err := gorgonia.Sum(node)
	if err != nil {
		return nil, nil, errors.Wrap(err, "graph: derive")
	}
	values, err := gradientOfInput(s, sum, node)
	if err != nil {
		return nil, nil, err
	}
	return rowsOf(values[0], len(x)), rowsOf(values[1], len(x)), nil
}

func deriveLossIn(of tensor.Dtype, l Loss, output, target [][]float64) (value float64, gradient [][]float64, err error) {
	prepareGorgonia()
	if err := checkRows(output, len(output)); err != nil {
		return 0, nil, err
	}
	if err := checkRows(target, len(output)); err != nil {
		return 0, nil, err
	}
	building.Lock()
	defer building.Unlock()
	defer recoverTo(&err)
	s, err := newScope(of, &Params{}, len(output), []int{len(output[0])})
	if err != nil {
		return 0, nil, err
	}
	fillRows(s.flat.Value().(*tensor.Dense), output)
	shape := tensor.Shape{len(target), len(target[0])}
	if l.Sparse() {
		shape, of = tensor.Shape{len(target)}, tensor.Int32
	}
	t := tensor.New(tensor.Of(of), tensor.WithShape(shape...))
	fillRows(t, target)
	node, err := s.appliedLoss(l, s.flat, s.bind("target", t))
	if err != nil {
		return 0, nil, err
	}
	values, err := gradientOfInput(s, node, node)
	if err != nil {
		return 0, nil, err
	}
	return rowsOf(values[0], 1)[0][0], rowsOf(values[1], len(output)), nil
}

// gradientOfInput runs the graph and returns a node's value and the gradient of
// the scalar by the input.
func gradientOfInput(s *Scope, scalar, node *gorgonia.Node) (values [2]gorgonia.Value, err error) {
	if err := s.checkRight(); err != nil {
		return values, err
	}
	if err := checkDerivable(reachedFrom(scalar)); err != nil {
		return values, err
	}
	grads, err := gorgonia.Grad(scalar, s.flat)
	if err != nil {
		return values, errors.Wrap(err, "graph: derive")
	}
	gorgonia.Read(node, &values[0])
	gorgonia.Read(grads[0], &values[1])
	machine := gorgonia.NewTapeMachine(s.graph)
	defer machine.Close()
	return values, errors.Wrap(machine.RunAll(), "graph: derive")
}

// checkRows reports rows that are not n of one length.
func checkRows(x [][]float64, n int) error {
	for _, row := range x {
		if len(row) != len(x[0]) {
			return errors.Errorf("graph: derive: got rows of %d and %d numbers, want one length", len(x[0]), len(row))
		}
	}
	if n == 0 || len(x) != n || len(x[0]) == 0 {
		return errors.Errorf("graph: derive: got %d rows, want %d of at least one number", len(x), max(n, 1))
	}
	return nil
}

func fillRows(t *tensor.Dense, rows [][]float64) {
	n := len(rows[0])
	for i, row := range rows {
		for j, v := range row {
			switch data := t.Data().(type) {
			case []float64:
				data[i*n+j] = v
			case []float32:
				data[i*n+j] = float32(v)
			case []int32:
				data[i*n+j] = int32(v)
			}
		}
	}
}

// rowsOf copies a value's numbers into n rows.
func rowsOf(v gorgonia.Value, n int) [][]float64 {
	var flat []float64
	switch data := v.Data().(type) {
	case []float64:
		flat = append(flat, data...)
	case []float32:
		flat = widen(data)
	case float64:
		flat = []float64{data}
	case float32:
		flat = []float64{float64(data)}
	}
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = flat[i*len(flat)/n : (i+1)*len(flat)/n]
	}
	return rows
}
