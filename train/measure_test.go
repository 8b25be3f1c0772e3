package train

import (
	"context"
	"testing"
)

// A measure that reads a layer's values or the gradient by the input has them in
// training, in validation and in an evaluation.
func TestMeasuresSeeTapsAndGradients(t *testing.T) {
	set := blobs(40, 1)
	m := newModel(t, small, set, 1)
	seen := map[bool]int{}
	measures := []Measure{{"tapped", func(f *Feed) float64 {
		if len(f.Program.Tapped("dense")) != 16*f.Batch.Len() || len(f.Program.InputGradient()) != set.Size()*f.Batch.Len() {
			t.Errorf("training %v: got %d values and %d gradients", f.Training, len(f.Program.Tapped("dense")), len(f.Program.InputGradient()))
		}
		seen[f.Training]++
		return 0
	}}}
	c := config(1, 16)
	c.Validation, c.Measures, c.InputGradient, c.Taps = set, measures, true, []string{"dense"}
	if _, err := Fit(context.Background(), m, set, c); err != nil {
		t.Fatal(err)
	}
	if _, err := EvaluateWith(context.Background(), m, set, Evaluation{Measures: measures, InputGradient: true, Taps: c.Taps}); err != nil {
		t.Fatal(err)
	}
	if seen[true] != 3 || seen[false] != 2 {
		t.Errorf("the measure was asked %v times", seen)
	}
}

// The gradient that an evaluation's Write sees is of the inputs that it has written: to
// move them along it raises the loss, against it lowers it.
func TestEvaluationsMoveInputs(t *testing.T) {
	set := blobs(40, 1)
	m := newModel(t, small, set, 1)
	loss := func(by float32) float64 {
		r, err := EvaluateWith(context.Background(), m, set, Evaluation{InputGradient: true, Write: func(f *Feed) error {
			if err := Default(f); err != nil {
				return err
			}
			if err := f.Program.RunStill(); err != nil {
				return err
			}
			x := f.Program.Input()
			for i, g := range f.Program.InputGradient() {
				x[i] += by * g
			}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		return r.Loss
	}
	if still, up, down := loss(0), loss(1), loss(-1); !(down < still && still < up) {
		t.Errorf("the loss is %v, moved along the gradient %v, against it %v", still, up, down)
	}
	if r, err := Evaluate(context.Background(), m, set); err != nil || r.Loss != loss(0) {
		t.Errorf("the loss is %v, %v without a second run", loss(0), r.Loss)
	}
}
