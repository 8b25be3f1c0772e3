package graph

import (
	"slices"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Activation is a layer that has a name in Keras' list of activations. It
// stands in a Dense, or by itself in a list of layers.
type Activation interface {
	Layer
	Name() string
}

// Function is an activation of your own: a function of one number and its
// derivative, used as &Function{…}. It has no name that a file could hold.
type Function struct {
	Title             string // its name
	Value, Derivative func(x float64) float64
}

// Apply adds the function of each element of x.
func (f *Function) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	y, err := op.Map(x, op.Function{Name: f.Title, Value: f.Value, Derivative: f.Derivative})
	return s.derivedByHand(y, err)
}

// Name returns the title.
func (f *Function) Name() string { return f.Title }

// Kind returns "Activation".
func (f *Function) Kind() string { return "Activation" }

// The activations without settings, by the names that Keras 3 gives them. The
// row-wise ones (Softmax, LogSoftmax, Sparsemax, GLU) take (batch, units).
// HardSigmoid is Keras 3's relu6(x+3)/6, HardSigmoidKeras2 what Keras 2 has
// under that name, clip(x/5 + 1/2, 0, 1).
var (
	Linear            Activation = &activation{"linear", func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return x, nil }}
	ReLU              Activation = &activation{"relu", relu}
	Softmax           Activation = &activation{"softmax", softmax}
	Sigmoid           Activation = &activation{"sigmoid", sigmoid}
	Tanh                         = elementwise("tanh", tanh)
	ReLU6                        = elementwise("relu6", relu6)
	SELU                         = elementwise("selu", selu)
	Softplus                     = elementwise("softplus", softplus)
	Softsign                     = elementwise("softsign", softsign)
	HardSigmoid                  = elementwise("hard_sigmoid", hardSigmoid)
	HardSigmoidKeras2            = elementwise("hard_sigmoid_keras2", hardSigmoidKeras2)
	Exponential                  = elementwise("exponential", exponential)
	SiLU                         = elementwise("silu", silu)
	HardSiLU                     = elementwise("hard_silu", hardSilu)
	Mish                         = elementwise("mish", mish)
	LogSigmoid                   = elementwise("log_sigmoid", logSigmoid)
	HardTanh                     = elementwise("hard_tanh", hardTanh)
	TanhShrink                   = elementwise("tanh_shrink", tanhShrink)
	SparsePlus                   = elementwise("sparse_plus", sparsePlus)
	SparseSigmoid                = elementwise("sparse_sigmoid", sparseSigmoid)
	LogSoftmax                   = rowwise("log_softmax", logSoftmax)
	Sparsemax                    = rowwise("sparsemax", sparsemax)
	GLU                          = rowwise("glu", glu)
)

// Activations returns all that have a name, in alphabetical order, those with
// settings as the name alone gives them: leaky_relu has Keras' slope of 0.2.
func Activations() []Activation {
	all := []Activation{
		Linear, ReLU, Softmax, Sigmoid, Tanh, ReLU6, SELU, Softplus, Softsign, HardSigmoid, HardSigmoidKeras2,
		Exponential, SiLU, HardSiLU, Mish, LogSigmoid, HardTanh, TanhShrink, SparsePlus, SparseSigmoid,
		LogSoftmax, Sparsemax, GLU,
		ELU{},
		CELU{},
		GELU{},
		LeakyReLU{NegativeSlope: 0.2},
		HardShrink{},
		SoftShrink{},
		Squareplus{},
		Threshold{},
		ThresholdedReLU{},
		PReLU{},
	}
	slices.SortFunc(all, func(a, b Activation) int { return strings.Compare(a.Name(), b.Name()) })
	return all
}

// ActivationNames returns the names that ActivationNamed knows, without aliases.
func ActivationNames() []string {
	var names []string
	for _, a := range Activations() {
		names = append(names, a.Name())
	}
	return names
}

// activationAliases are Keras' other names.
var activationAliases = map[string]string{"": "linear", "swish": "silu", "hard_swish": "hard_silu"}

// ActivationNamed returns the activation of that name; "" is Linear. Settings
// follow in brackets, by Keras' names: elu(alpha=0.5), gelu(approximate=True).
func ActivationNamed(text string) (Activation, error) {
	name, numbers, err := parseCall(text)
	if err != nil {
		return nil, errors.Errorf("graph: activation: %v", err)
	}
	if own, ok := activationAliases[name]; ok {
		name = own
	}
	if name == "relu" && len(numbers) > 0 {
		return configured[Activation](RectifiedLinear{}, numbers)
	}
	for _, a := range Activations() {
		if a.Name() == name {
			return configured(a, numbers)
		}
	}
	return nil, errors.Errorf("graph: got activation %q, want one of %s", text, strings.Join(ActivationNames(), ", "))
}

// ActivationText returns what ActivationNamed makes the same activation of: its
// name, with its settings where they are not the name's.
func ActivationText(a Activation) string {
	if a == nil {
		return "linear"
	}
	named, err := ActivationNamed(a.Name())
	if err != nil {
		return a.Name()
	}
	return callText(a, named)
}

type activation struct {
	keras string
	apply Func
}

func (a *activation) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return a.apply(s, x) }
func (a *activation) Name() string                                             { return a.keras }
func (a *activation) Kind() string                                             { return "Activation" }

func elementwise(name string, f op.Function) Activation {
	f.Name = name
	return &activation{name, func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return op.Map(x, f) }}
}

func rowwise(name string, f op.RowFunction) Activation {
	f.Name = name
	return &activation{name, func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return op.Rows(x, f) }}
}

// relu is x·(x > 0), whose derivative at 0 is 0 as in Keras and PyTorch;
// gorgonia's Rectify has 1 there.
func relu(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	return op.ReLU(x)
}

// softmax remembers its input, so that a cross-entropy behind it can work on
// the logits, which is exact where a probability rounds to 0 or 1.
func softmax(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	p, err := op.Softmax(x)
	if err == nil {
		s.logits[p] = x
	}
	return p, err
}

// sigmoid remembers its input for the binary cross-entropy.
func sigmoid(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	p, err := op.Map(x, logistic)
	if err == nil {
		s.binaryLogits[p] = x
	}
	return p, err
}
