package graph

import (
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Loss turns a network's output (batch, classes) and its targets into a scalar:
// the mean over the batch.
type Loss interface {
	Apply(s *Scope, output, target *gorgonia.Node) (*gorgonia.Node, error)
	// Sparse reports the form of the targets: class numbers, (batch) of int32,
	// or else rows of the output's shape, such as one-hot labels.
	Sparse() bool
	// Name is Keras' name.
	Name() string
}

// appliedLoss calls a loss's Apply. Its errors say that they are the loss's.
func (s *Scope) appliedLoss(l Loss, output, target *gorgonia.Node) (loss *gorgonia.Node, err error) {
	defer func() { err = where("loss "+l.Name(), err) }()
	defer recoverTo(&err)
	if loss, err = l.Apply(s, output, target); err != nil {
		return nil, err
	}
	switch {
	case loss == nil:
		return nil, errors.New("returned no node")
	case !loss.IsScalar():
		return nil, errors.Errorf("is %v, want a scalar", loss.Shape())
	}
	return loss, nil
}

// LossFunc is a loss of your own made of gorgonia nodes; its targets are rows.
type LossFunc func(s *Scope, output, target *gorgonia.Node) (*gorgonia.Node, error)

// Apply calls f.
func (f LossFunc) Apply(s *Scope, output, target *gorgonia.Node) (*gorgonia.Node, error) {
	return f(s, output, target)
}

// Sparse reports false.
func (LossFunc) Sparse() bool { return false }

// Name returns "loss".
func (LossFunc) Name() string { return "loss" }

// PairLoss is a loss of your own: the mean over all elements of a function of
// an output y and its target, used as &PairLoss{…}, with its derivative by y.
type PairLoss struct {
	Title             string // its name
	Value, Derivative func(y, target float64) float64
}

// Apply adds the mean.
func (l *PairLoss) Apply(s *Scope, output, target *gorgonia.Node) (*gorgonia.Node, error) {
	loss, err := op.MeanLoss(output, target, meanOf(l.Title, l.Value, l.Derivative))
	return s.derivedByHand(loss, err)
}

// Sparse reports false.
func (*PairLoss) Sparse() bool { return false }

// Name returns the title.
func (l *PairLoss) Name() string { return l.Title }

// The losses without settings, by Keras' names.
var (
	MeanAbsoluteError           Loss = &loss{absoluteError}
	MeanSquaredError            Loss = &loss{squaredError}
	MeanAbsolutePercentageError Loss = &loss{percentageError}
	MeanSquaredLogarithmicError Loss = &loss{logarithmicError}
	Hinge                       Loss = &loss{hinge}
	SquaredHinge                Loss = &loss{squaredHinge}
	CategoricalHinge            Loss = &loss{categoricalHinge}
	KLDivergence                Loss = &loss{klDivergence}
	Poisson                     Loss = &loss{poisson}
	LogCosh                     Loss = &loss{logCosh}
	CosineSimilarity            Loss = &loss{cosineSimilarity}
)

type loss struct{ f op.LossFunction }

func (l *loss) Apply(_ *Scope, output, target *gorgonia.Node) (*gorgonia.Node, error) {
	return op.MeanLoss(output, target, l.f)
}
func (l *loss) Sparse() bool { return false }
func (l *loss) Name() string { return l.f.Name }

// Losses returns all that have a name, the cross-entropies as From's zero
// value, FromSoftmax, has them.
func Losses() []Loss {
	return []Loss{
		SparseCategoricalCrossentropy{},
		CategoricalCrossentropy{},
		BinaryCrossentropy{},
		MeanAbsoluteError, MeanSquaredError, MeanAbsolutePercentageError, MeanSquaredLogarithmicError,
		Hinge, SquaredHinge, CategoricalHinge, KLDivergence, Poisson,
		Huber{},
		LogCosh, CosineSimilarity,
	}
}

// LossNames returns the names that LossNamed knows, without aliases.
func LossNames() []string {
	var names []string
	for _, l := range Losses() {
		names = append(names, l.Name())
	}
	return names
}

// lossAliases are Keras' other names, those of Keras 2 too.
var lossAliases = map[string]string{
	"mae": "mean_absolute_error", "mse": "mean_squared_error", "mape": "mean_absolute_percentage_error",
	"msle": "mean_squared_logarithmic_error", "bce": "binary_crossentropy", "kld": "kl_divergence",
	"kullback_leibler_divergence": "kl_divergence", "logcosh": "log_cosh",
}

// LossNamed returns the loss of that name. Settings follow in brackets, by
// Keras' names: huber(delta=0.5). A cross-entropy takes outputs as from says.
func LossNamed(text string, from From) (Loss, error) {
	name, numbers, err := parseCall(text)
	if err != nil {
		return nil, errors.Errorf("graph: loss: %v", err)
	}
	if own, ok := lossAliases[strings.ToLower(name)]; ok {
		name = own
	}
	for _, l := range Losses() {
		if l.Name() != name {
			continue
		}
		if l, err = configured(l, numbers); err != nil {
			return nil, err
		}
		return LossFrom(l, from), nil
	}
	return nil, errors.Errorf("graph: got loss %q, want one of %s", text, strings.Join(LossNames(), ", "))
}

// LossText returns what LossNamed makes the same loss of, but for its From.
func LossText(l Loss) string {
	for _, plain := range Losses() {
		if plain.Name() == l.Name() {
			return callText(l, plain)
		}
	}
	return l.Name()
}

// LossFrom returns a cross-entropy that takes outputs as from says; another
// loss as it is.
func LossFrom(l Loss, from From) Loss {
	switch l := l.(type) {
	case SparseCategoricalCrossentropy:
		l.From = from
		return l
	case CategoricalCrossentropy:
		l.From = from
		return l
	case BinaryCrossentropy:
		l.From = from
		return l
	}
	return l
}

// OnProbabilities reports whether a loss makes sense of outputs from 0 to 1
// alone: of others it takes logarithms, or clips them, without a gradient.
func OnProbabilities(l Loss) bool {
	return l == KLDivergence || l == Poisson || l == MeanSquaredLogarithmicError
}
