package models

import (
	"slices"

	"digits/graph"
	"digits/models/onnx"
	"digits/models/weights"
)

// gemm reads alpha·x·B + beta·C.
func (n *onnxNetwork) gemm(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	if o.Int("transA", 0) != 0 || len(v.shape) != 1 && !v.rows {
		return refuse(o, "multiplies (batch, %v), transposed %v, want (batch, units) as it is: export the network with a Flatten before", v.shape, o.Int("transA", 0) != 0)
	}
	d := onnxDense{at: 1, transposed: o.Int("transB", 0) != 0, alpha: o.Float("alpha", 1)}
	if has(o, 2) {
		bias, ok := n.constant(o, 2)
		if !ok {
			return refuse(o, "its bias, %.100q, is no constant: export the network with Gemm and Add", o.Inputs[2])
		}
		d.bias, d.beta, d.biasName = &bias, o.Float("beta", 1), o.Inputs[2]
	}
	return n.dense(o, v, d)
}

// matMul reads x·B, and the bias that is added to it where nothing else reads it.
func (n *onnxNetwork) matMul(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	return n.dense(o, v, onnxDense{at: 1, alpha: 1})
}

// onnxDense is a product with a constant, as a node has it.
type onnxDense struct {
	at         int // of the kernel among the node's inputs
	transposed bool
	alpha      float32
	bias       *weights.Array
	beta       float32
	biasName   string
}

func (n *onnxNetwork) dense(o *onnx.Operator, v *onnxValue, d onnxDense) error {
	kernel, ok := n.constant(o, d.at)
	if !ok || len(kernel.Shape) != 2 {
		return refuse(o, "multiplies with %.100q, which is no constant of two axes: there is no layer for that here; run the network in onnxruntime", o.Inputs[min(d.at, len(o.Inputs)-1)])
	}
	if v.whole {
		return refuse(o, "computes with whole numbers: cast the input to float32 before it")
	}
	in, units := kernel.Shape[0], kernel.Shape[1]
	if d.transposed {
		in, units = units, in
	}
	if last := v.shape[len(v.shape)-1]; last != in {
		return refuse(o, "multiplies %v with a kernel of %v inputs: the file does not fit together", v.shape, in)
	}
	shape := slices.Clone(v.shape)
	shape[len(shape)-1] = units
	if d.bias != nil {
		bias, ok := broadcast(*d.bias, []int{units})
		if !ok {
			return refuse(o, "its bias is %v for %d units, want one for each", d.bias.Shape, units)
		}
		d.bias = &bias
	}
	if added, ok := n.biasAfter(o, units); ok && d.bias == nil {
		bias, _ := broadcast(n.constants[added], []int{units})
		d.bias, d.beta, d.biasName = &bias, 1, added
	}
	constant := o.Inputs[d.at]
	make := func(name string) (graph.Layer, []weights.Array, error) {
		return n.makeDense(o, name, constant, kernel, d)
	}
	return n.output(o, layerTitle(constant, o.Name, "dense"), shape, make, v)
}

// biasAfter returns the constant that is added to a product by the one node that reads
// it, which then changes nothing.
func (n *onnxNetwork) biasAfter(o *onnx.Operator, units int) (string, bool) {
	product := o.Outputs[0]
	if n.readers[product] != 1 {
		return "", false
	}
	for i := range n.nodes {
		add := &n.nodes[i]
		if add.Op != "Add" || add.Domain != "" || len(add.Inputs) != 2 || !slices.Contains(add.Inputs, product) {
			continue
		}
		other := add.Inputs[0]
		if other == product {
			other = add.Inputs[1]
		}
		bias, ok := n.constants[other]
		if !ok || len(bias.Values) != units || len(bias.Shape) == 0 || bias.Shape[len(bias.Shape)-1] != units {
			return "", false
		}
		if _, ok = broadcast(bias, []int{units}); ok {
			add.Op, add.Inputs = "Identity", []string{product}
		}
		return other, ok
	}
	return "", false
}

// makeDense makes the layer and copies its arrays. Where the kernel is another
// layer's, it is shared if layers can share so, and else copied, which is noted.
func (n *onnxNetwork) makeDense(o *onnx.Operator, name, constant string, kernel weights.Array, d onnxDense) (graph.Layer, []weights.Array, error) {
	layer := graph.Dense{Name: name, Units: kernel.Shape[1], NoBias: d.bias == nil}
	if d.transposed {
		layer.Units = kernel.Shape[0]
	}
	owner, shared := n.kernels[constant]
	shared = shared && owner.alpha == d.alpha
	layer.Transposed = shared && owner.transposed != d.transposed
	var arrays []weights.Array
	switch {
	case shared && (layer.Transposed || layer.NoBias || owner.bias == d.biasName):
		layer.Share = owner.layer
	case owner.layer != "":
		n.notes = append(n.notes, "layer "+name+" has the kernel of "+owner.layer+" as its own from now on: training would change the two apart")
		layer.Transposed = false
		fallthrough
	default:
		a, err := n.kernel(o, kernel, d)
		if err != nil {
			return nil, nil, err
		}
		a.Name = name + "/kernel"
		arrays = append(arrays, a)
		if owner.layer == "" {
			n.kernels[constant] = onnxKernel{layer: name, bias: d.biasName, transposed: d.transposed, alpha: d.alpha}
		}
	}
	if d.bias != nil && (layer.Share == "" || layer.Transposed) {
		b := weights.Array{Name: name + "/bias", Shape: d.bias.Shape, Values: slices.Clone(d.bias.Values)}
		scaleBy(b.Values, d.beta)
		arrays = append(arrays, b)
	}
	return layer, arrays, nil
}

// kernel copies a constant as (inputs, units).
func (n *onnxNetwork) kernel(o *onnx.Operator, of weights.Array, d onnxDense) (weights.Array, error) {
	if n.room -= len(of.Values); n.room < 0 {
		return of, refuse(o, "one constant is the kernel of too many layers: export the network without shared weights")
	}
	a := weights.Array{Shape: of.Shape, Values: of.Values}
	if d.transposed {
		a = transposed(a)
	} else {
		a.Values = slices.Clone(a.Values)
	}
	scaleBy(a.Values, d.alpha)
	return a, nil
}

func scaleBy(values []float32, factor float32) {
	for i := range values {
		if factor != 1 {
			values[i] *= factor
		}
	}
}

// broadcast returns a constant as ONNX repeats it for examples of a shape, the same
// for each example; false if it does not fit.
func broadcast(a weights.Array, shape []int) (weights.Array, bool) {
	rank := len(shape) + 1
	if len(a.Shape) > rank || len(a.Shape) == rank && a.Shape[0] != 1 {
		return a, false
	}
	own := a.Shape
	if len(own) == rank {
		own = own[1:]
	}
	size := 1
	for i, d := range shape {
		if k := i - (len(shape) - len(own)); k >= 0 && own[k] != 1 && own[k] != d {
			return a, false
		}
		size *= d
	}
	y := weights.Array{Shape: shape, Values: make([]float32, size)}
	for i := range y.Values {
		at, stride, rest := 0, 1, i
		for axis := len(shape) - 1; axis >= 0; axis-- {
			index := rest % shape[axis]
			rest /= shape[axis]
			if k := axis - (len(shape) - len(own)); k >= 0 {
				if own[k] != 1 {
					at += index * stride
				}
				stride *= own[k]
			}
		}
		y.Values[i] = a.Values[at]
	}
	return y, true
}
