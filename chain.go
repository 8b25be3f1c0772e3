package digits

import (
	"encoding/json"
	"fmt"
	"strings"

	"digits/data/picture"
	"digits/data/scale"
	"digits/graph/kernel"
	"digits/graph/pointwise"
)

// chain is a network that is one layer after the other, with probabilities at its end.
type chain []dense

// dense is activation(x·w + b): x is (batch, in), w (in, units), b (units) or nil.
type dense struct {
	in, units  int
	w, b       []float32
	relu       bool
	softmax    bool
	activation pointwise.Func
}

// layerConfig is a layer as a file has it, in Keras' words.
type layerConfig struct {
	Class  string `json:"class_name"`
	Config struct {
		Units      int             `json:"units"`
		Activation json.RawMessage `json:"activation"`
		UseBias    *bool           `json:"use_bias"`
		Name       string          `json:"name"`
	} `json:"config"`
}

// activations are those with functions of their own, as package graph has them.
var activations = map[string]pointwise.Func{
	"sigmoid": pointwise.Sigmoid, "tanh": pointwise.Tanh, "silu": pointwise.SiLU, "mish": pointwise.Mish,
	"gelu": pointwise.GELU, "softplus": pointwise.Softplus, "log_sigmoid": pointwise.LogSigmoid,
}

// newChain makes the network of a file's layers, whose weights array returns by name. Where
// its outputs are logits, a softmax follows.
func newChain(layers []layerConfig, logits bool, array func(name string) ([]int, []float32, error)) (chain, error) {
	var c chain
	var names namer
	for _, l := range layers {
		switch l.Class {
		case "Dropout", "Flatten":
		case "Dense":
			d, err := newDense(l, names.next(l.Config.Name), array)
			if err != nil {
				return nil, err
			}
			if len(c) > 0 && c[len(c)-1].units != d.in {
				return nil, fmt.Errorf("digits: a dense layer of %d inputs follows %d outputs", d.in, c[len(c)-1].units)
			}
			c = append(c, d)
		default:
			return nil, fmt.Errorf("digits: it has a layer %.40q, want Dense, Dropout and Flatten alone", l.Class)
		}
	}
	if len(c) == 0 {
		return nil, fmt.Errorf("digits: its network has no dense layer")
	}
	last := &c[len(c)-1]
	switch {
	case last.units < 2:
		return nil, fmt.Errorf("digits: its network has %d output, want one of each class", last.units)
	case !last.softmax && !logits || last.relu || last.activation != nil:
		return nil, fmt.Errorf("digits: its outputs are no probabilities of classes")
	}
	last.softmax = true
	return c, nil
}

// logits tells whether a network that is trained by this loss puts out logits.
func logits(loss string) bool {
	return strings.HasPrefix(loss, "sparse_categorical_crossentropy") || strings.HasPrefix(loss, "categorical_crossentropy")
}

// namer gives dense layers their names: dense, dense_1 …
type namer int

func (n *namer) next(own string) string {
	if own != "" {
		return own
	}
	*n++
	if *n == 1 {
		return "dense"
	}
	return fmt.Sprintf("dense_%d", *n-1)
}

func newDense(l layerConfig, name string, array func(name string) ([]int, []float32, error)) (dense, error) {
	shape, w, err := array(name + "/kernel")
	if err != nil {
		return dense{}, err
	}
	if len(shape) != 2 || shape[1] != l.Config.Units || shape[0] == 0 || shape[1] == 0 {
		return dense{}, fmt.Errorf("digits: the kernel of %s is %v, want (inputs, %d)", name, shape, l.Config.Units)
	}
	d := dense{in: shape[0], units: shape[1], w: w}
	if l.Config.UseBias == nil || *l.Config.UseBias {
		if shape, d.b, err = array(name + "/bias"); err != nil {
			return dense{}, err
		}
		if len(shape) != 1 || shape[0] != d.units {
			return dense{}, fmt.Errorf("digits: the bias of %s is %v, want (%d)", name, shape, d.units)
		}
	}
	var activation string
	if len(l.Config.Activation) > 0 {
		if err := json.Unmarshal(l.Config.Activation, &activation); err != nil {
			return dense{}, fmt.Errorf("digits: %s has the activation %.60s, which has settings: want one without", name, l.Config.Activation)
		}
	}
	switch activation {
	case "", "linear":
	case "relu":
		d.relu = true
	case "softmax":
		d.softmax = true
	default:
		if d.activation = activations[activation]; d.activation == nil {
			return dense{}, fmt.Errorf("digits: %s has the activation %.40q, which is not known here", name, activation)
		}
	}
	return d, nil
}

// inputs is the number of the network's inputs.
func (c chain) inputs() int { return c[0].in }

// classes is the number of its outputs.
func (c chain) classes() int { return c[len(c)-1].units }

// network is a chain whose inputs are scaled pixels.
type network struct {
	scale scale.Scale
	chain chain
}

// batch is how many images are done at a time.
const batch = 128

// Predict makes it a Network.
func (n *network) Predict(pixels []byte) ([]float32, error) {
	const size = picture.Size * picture.Size
	if len(pixels)%size != 0 {
		return nil, fmt.Errorf("digits: got %d bytes, want a multiple of %d, the pixels of an image", len(pixels), size)
	}
	images, classes := len(pixels)/size, n.chain.classes()
	probabilities := make([]float32, images*classes)
	j := prediction{network: n, pixels: pixels, probabilities: probabilities}
	kernel.Parallel((images+batch-1)/batch, 1, &j)
	return probabilities, nil
}

// prediction is a kernel.Job whose items are batches of images.
type prediction struct {
	network       *network
	pixels        []byte
	probabilities []float32
}

// Run predicts batches lo..hi-1.
func (p *prediction) Run(lo, hi int) {
	const size = picture.Size * picture.Size
	c, classes := p.network.chain, p.network.chain.classes()
	for i := lo; i < hi; i++ {
		pixels := p.pixels[i*batch*size : min((i+1)*batch*size, len(p.pixels))]
		rows := len(pixels) / size
		x := make([]float32, len(pixels))
		p.network.scale.Apply(x, pixels)
		for k := range c {
			y := make([]float32, rows*c[k].units)
			c[k].apply(rows, x, y, k == 0)
			x = y
		}
		copy(p.probabilities[i*batch*classes:], x)
	}
}

// apply computes y of x, in the order of sums that package graph has.
func (d *dense) apply(rows int, x, y []float32, data bool) {
	product := kernel.NN[float32]
	if data {
		product = kernel.DataNN
	}
	product(rows, d.units, d.in, x, d.w, d.b, y, d.relu)
	if f := d.activation; f != nil {
		var block [pointwise.Block]float32
		for lo := 0; lo < len(y); lo += pointwise.Block {
			part := y[lo:min(lo+pointwise.Block, len(y))]
			f(part, block[:len(part)])
			copy(part, block[:])
		}
	}
	if d.softmax {
		kernel.Softmax(rows, d.units, y, y)
	}
}
