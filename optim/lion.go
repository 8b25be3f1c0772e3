package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// Lion makes steps of one size, by the sign of the gradient's mean (Chen et al.,
// 2023, arXiv:2302.06675): w -= lr·sign(β1·m + (1-β1)·g), then
// m = β2·m + (1-β2)·g. The form is Keras', where the sign of NaN is NaN; PyTorch has
// none.
type Lion struct {
	LearningRate float64 // 0: 0.001; the paper's advice is a third to a tenth of Adam's
	Beta1        float64 // 0: 0.9
	Beta2        float64 // 0: 0.99

	state
}

var namesLion = []named{{"lion", func(Form) Optimizer { return &Lion{} }}}

// Rates points to the learning rate.
func (l *Lion) Rates() []*float64 {
	if l.first() {
		Keras.fill(&l.LearningRate, 0, 0.001)
		Keras.fill(&l.Beta1, 0, 0.9)
		Keras.fill(&l.Beta2, 0, 0.99)
	}
	return l.one(&l.LearningRate)
}

// Step updates the parameters in place.
func (l *Lion) Step(model []gorgonia.ValueGrad) error {
	l.Rates()
	return l.apply("lion", model, 1, l)
}

func (l *Lion) kept() kept { return keeps(l.Rates()[0], "exp_avg") }

// State returns the learning rate, the steps and the tensors.
func (l *Lion) State() (State, error) { return l.save(l.kept()), nil }

// Restore takes a State.
func (l *Lion) Restore(s State) error { return l.load("lion", l.kept(), s) }

// String says which optimizer it is, with its settings.
func (l *Lion) String() string {
	return fmt.Sprintf("Lion in Keras' form, learning rate %g", *l.Rates()[0])
}

// describe says what Keras calls it. PyTorch has none.
func (l *Lion) describe() (string, settings) {
	return "Lion", settings{"name": "lion", settingLearningRate: &l.LearningRate, "beta_1": &l.Beta1, "beta_2": &l.Beta2}
}

func (l *Lion) single(t tensors[float32]) { lion(l, t) }
func (l *Lion) double(t tensors[float64]) { lion(l, t) }

func lion[F kernel.Float](l *Lion, t tensors[F]) {
	kernel.Lion(t.w, t.g, t.a, kernel.LionStep[F]{Betas: kernel.NewBetas[F](l.Beta1, l.Beta2), LearnRate: F(l.LearningRate)})
}
