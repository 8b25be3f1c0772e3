package graph

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/op"
)

// pointwiseOf returns the name of an operation of gorgonia's that a chain can do: of
// operands of the result's shape, and of scalars.
func pointwiseOf(n *gorgonia.Node) (name string, ok bool) {
	switch typeOf(n) {
	case "gorgonia.elemBinOp":
		var same string
		name, same, _ = strings.Cut(n.Op().String(), " ")
		if strings.ContainsAny(name, "<>=") && same != "true" {
			return "", false // makes booleans
		}
	case "gorgonia.elemUnaryOp":
		name = n.Op().String()
	default:
		return "", false
	}
	children := childrenOf(n)
	for _, child := range children {
		if child.Dtype() != n.Dtype() || child.Dims() > 0 && !slices.Equal(child.Shape(), n.Shape()) {
			return "", false
		}
	}
	return name, (n.Dtype() == tensor.Float32 || n.Dtype() == tensor.Float64) && op.IsPointwise(name, len(children))
}

// typeOf names the type of a node's operation, which gorgonia does not export.
func typeOf(n *gorgonia.Node) string {
	return strings.TrimPrefix(fmt.Sprintf("%T", n.Op()), "*")
}

func (r *rewriting) chain(n *gorgonia.Node) (*gorgonia.Node, error) {
	if r.chains[n] != n {
		return nil, nil
	}
	var inside, inputs gorgonia.Nodes
	var collect func(of *gorgonia.Node)
	collect = func(of *gorgonia.Node) { // operations behind their operands
		for _, child := range childrenOf(of) {
			switch {
			case r.chains[child] == n:
				if !slices.Contains(inside, child) {
					collect(child)
				}
			case !slices.Contains(inputs, r.of(child)):
				inputs = append(inputs, r.of(child))
			}
		}
		inside = append(inside, of)
	}
	collect(n)
	var operations []op.Pointwise
	for _, of := range inside {
		name, _ := pointwiseOf(of)
		o := op.Pointwise{Name: name}
		for _, child := range childrenOf(of) {
			at := len(inputs) + slices.Index(inside, child)
			if r.chains[child] != n {
				at = slices.Index(inputs, r.of(child))
			}
			o.Operands = append(o.Operands, at)
		}
		operations = append(operations, o)
	}
	return op.Chain(n.Shape(), operations, inputs...)
}

// factorsOf returns the factors of a product of two matrices, and which are transposed: of
// a transpose the matrix itself, as it lies.
func factorsOf(n *gorgonia.Node) (factors gorgonia.Nodes, trans [2]bool) {
	if typeOf(n) != "gorgonia.linAlgBinOp" || n.Dims() != 2 {
		return nil, trans
	}
	factors = childrenOf(n)
	if len(factors) != 2 || factors[0].Dims() != 2 || factors[1].Dims() != 2 {
		return nil, trans
	}
	name := n.Op().String() // Aᵀ × B
	trans = [2]bool{strings.HasPrefix(name, "Aᵀ"), strings.HasSuffix(name, "Bᵀ")}
	for i, f := range factors {
		if typeOf(f) == "gorgonia.transposeOp" && !trans[1-i] {
			factors[i], trans[i] = childrenOf(f)[0], !trans[i]
		}
	}
	return factors, trans
}

func (r *rewriting) product(n *gorgonia.Node) (*gorgonia.Node, error) {
	factors, trans := factorsOf(n)
	if factors == nil || trans[0] && trans[1] {
		return nil, nil
	}
	return op.MatMul(r.of(factors[0]), r.of(factors[1]), trans[0], trans[1])
}

// transpose of a product that nothing else uses is (A × B)ᵀ = Bᵀ × Aᵀ, whose sums are the
// same, in the same order.
func (r *rewriting) transpose(n *gorgonia.Node) (*gorgonia.Node, error) {
	if typeOf(n) != "gorgonia.transposeOp" {
		return nil, nil
	}
	x := childrenOf(n)[0]
	factors, trans := factorsOf(x)
	if factors != nil && (trans[0] || trans[1]) && len(r.users[x]) == 1 && !r.roots[x] {
		return op.MatMul(r.of(factors[1]), r.of(factors[0]), !trans[1], !trans[0])
	}
	return op.Transpose(r.of(x), numbersIn(n.Op().String()))
}

// numbersIn are those in the text of an operation: Aᵀ{1, 0}.
func numbersIn(text string) (numbers []int) {
	for _, field := range strings.FieldsFunc(text, func(c rune) bool { return c < '0' || c > '9' }) {
		if n, err := strconv.Atoi(field); err == nil {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

func (r *rewriting) reshape(n *gorgonia.Node) (*gorgonia.Node, error) {
	if typeOf(n) != "gorgonia.reshapeOp" || n.Dims() == 0 {
		return nil, nil
	}
	x := r.of(childrenOf(n)[0])
	if x.Dims() == 0 {
		return op.Spread(x, 1, 1, n.Shape())
	}
	return op.Reshape(x, n.Shape()...)
}

func (r *rewriting) repeat(n *gorgonia.Node) (*gorgonia.Node, error) {
	axes := numbersIn(n.Op().String())
	if typeOf(n) != "gorgonia.repeatOp" || len(axes) != 1 || n.Dims() == 0 {
		return nil, nil
	}
	x, stretch := r.of(childrenOf(n)[0]), 1
	if x.Dims() > 0 {
		stretch = tensor.Shape(x.Shape()[axes[0]+1:]).TotalSize()
	}
	if axes[0]+1 == x.Dims() || stretch < 1 {
		stretch = 1
	}
	return op.Spread(x, stretch, n.Shape().TotalSize()/max(x.Shape().TotalSize(), 1), n.Shape())
}

func (r *rewriting) sum(n *gorgonia.Node) (*gorgonia.Node, error) {
	if typeOf(n) != "gorgonia.sumOp" {
		return nil, nil
	}
	x, axes := r.of(childrenOf(n)[0]), numbersIn(n.Op().String())
	first, last := len(axes) > 0, len(axes) > 0
	for i, axis := range axes {
		first, last = first && axis == i, last && axis == x.Dims()-len(axes)+i
	}
	switch {
	case last:
		return op.SumTrailing(x, len(axes), n.Shape())
	case first:
		return op.SumLeading(x, len(axes), n.Shape())
	}
	return nil, nil
}

func (r *rewriting) size(n *gorgonia.Node) (*gorgonia.Node, error) {
	text, ok := strings.CutPrefix(n.Op().String(), "SizeOf=")
	if !ok || n.Dims() > 0 || n.Dtype() != r.scope.of {
		return nil, nil
	}
	size, err := strconv.Atoi(text)
	if err != nil {
		return nil, nil // not known yet
	}
	return r.scope.Constant(float64(size)), nil
}

func (r *rewriting) copy(n *gorgonia.Node) (*gorgonia.Node, error) {
	if !op.IsCopy(n) {
		return nil, nil
	}
	x := childrenOf(n)[0]
	if fresh := r.of(x); len(r.users[x]) == 1 && !r.roots[x] && fresh != x && op.OwnsOutput(fresh) {
		return fresh, nil
	}
	return nil, nil
}
