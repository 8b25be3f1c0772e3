package graph

import (
	"cmp"
	"math"
	"math/rand/v2"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/op"
)

// BatchNorm brings each feature of x (batch, features), or each channel of images (batch,
// height, width, channels), to mean 0 and deviation 1, by
// the batch's statistics in training and by their moving averages else, then
// multiplies with gamma and adds beta (Ioffe & Szegedy, 2015). The moving averages are
// state. Its zero fields are Keras' defaults; PyTorch's nn.BatchNorm1d, and 2d, is
// BatchNorm{Momentum: 0.9, Epsilon: 1e-5, Unbiased: true}.
type BatchNorm struct {
	Name     string  // "batch_normalization", "batch_normalization_1" … if empty
	Momentum float64 // what a moving average keeps of itself at a step; 0: 0.99
	Epsilon  float64 // added to the variance; 0: 0.001
	Unbiased bool    // the moving variance is of batch/(batch-1) times the batch's, as in PyTorch
	NoScale  bool    // no gamma
	NoCenter bool    // no beta
	Frozen   bool    // not trained, and in training as in inference
}

func (b BatchNorm) name() string { return b.Name }

// Kind returns "BatchNormalization".
func (BatchNorm) Kind() string { return "BatchNormalization" }

// Apply adds the normalisation and, in training, the update of the moving averages.
func (b BatchNorm) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if b.Frozen {
		s.freezes++
		defer func() { s.freezes-- }()
	}
	if shape := x.Shape().Clone(); x.Dims() == 4 {
		return b.channels(s, x, shape)
	}
	return b.features(s, x)
}

// channels takes each pixel for an example.
func (b BatchNorm) channels(s *Scope, x *gorgonia.Node, shape tensor.Shape) (*gorgonia.Node, error) {
	x, err := op.Reshape(x, shape[0]*shape[1]*shape[2], shape[3])
	if err != nil {
		return nil, err
	}
	if x, err = b.features(s, x); err != nil {
		return nil, err
	}
	return op.Reshape(x, shape...)
}

func (b BatchNorm) features(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if x.Dims() != 2 {
		return nil, errors.Errorf("input is %v, want (batch, features), or images", x.Shape())
	}
	momentum, epsilon := cmp.Or(b.Momentum, 0.99), cmp.Or(b.Epsilon, 0.001)
	if !(momentum >= 0 && momentum < 1) || !(epsilon > 0) || math.IsInf(epsilon, 0) {
		return nil, errors.Errorf("got momentum %v and epsilon %v, want 0 <= momentum < 1 and epsilon above 0", momentum, epsilon)
	}
	features := x.Shape()[1]
	gamma, beta, err := scaleAndCenter(s, features, !b.NoScale, !b.NoCenter)
	if err != nil {
		return nil, err
	}
	mean, err := s.State("moving_mean", Zeros, features)
	if err != nil {
		return nil, err
	}
	variance, err := s.State("moving_variance", Ones, features)
	if err != nil {
		return nil, err
	}
	if !s.Training() || s.freezes > 0 {
		return op.Normalize(x, mean, variance, gamma, beta, epsilon)
	}
	y, batchMean, batchVariance, err := op.BatchNorm(x, gamma, beta, epsilon)
	if err != nil {
		return nil, err
	}
	if err := moving(s, mean, batchMean, momentum, 1); err != nil {
		return nil, err
	}
	correction := 1.0
	if n := float64(x.Shape()[0]); b.Unbiased && n > 1 {
		correction = n / (n - 1)
	}
	return y, moving(s, variance, batchVariance, momentum, correction)
}

// scaleAndCenter are a normalisation's parameters, nil where there are none.
func scaleAndCenter(s *Scope, features int, scale, center bool) (gamma, beta *gorgonia.Node, err error) {
	if scale {
		if gamma, err = s.Param("gamma", Ones, features); err != nil {
			return nil, nil, err
		}
	}
	if center {
		beta, err = s.Param("beta", Zeros, features)
	}
	return gamma, beta, err
}

// moving updates a moving average: average·momentum + value·correction·(1 - momentum).
func moving(s *Scope, average, value *gorgonia.Node, momentum, correction float64) error {
	next, err := op.Blend(average, value, momentum, correction*(1-momentum))
	if err != nil {
		return err
	}
	return s.Update(average, next)
}

// Ones is Keras' default for gammas.
func Ones(_ *rand.Rand, _, _ int, w []float64) {
	for i := range w {
		w[i] = 1
	}
}

func (b BatchNorm) config() (Config, error) {
	return Config{"BatchNormalization", settingsOf(NamedValue{"name", b.Name}, NamedValue{"momentum", cmp.Or(b.Momentum, 0.99)},
		NamedValue{"epsilon", cmp.Or(b.Epsilon, 0.001)}, NamedValue{"unbiased", b.Unbiased},
		NamedValue{"scale", optional(!b.NoScale)}, NamedValue{"center", optional(!b.NoCenter)}, notTrained(b.Frozen))}, nil
}

func readBatchNorm(r *configReader) Layer {
	return BatchNorm{
		Name: r.text("name"), Momentum: r.nonzero("momentum", 0.99), Epsilon: r.nonzero("epsilon", 0.001), Unbiased: r.yes("unbiased", false),
		NoScale: !r.yes("scale", true), NoCenter: !r.yes("center", true), Frozen: !r.yes("trainable", true),
	}
}
