package optim

import (
	"fmt"
	"strings"
	"testing"

	"digits/optim/schedule"
)

// The libraries' defaults, from their documentation: Keras 3.15's and PyTorch
// 2.15's learning rates.
func TestNamed(t *testing.T) {
	for _, name := range Names() {
		for _, form := range []Form{PyTorch, Keras} {
			o, err := Choice{Name: name, Form: form}.New(schedule.Length{})
			if err != nil {
				t.Fatal(err)
			}
			want := map[Form]map[string]float64{
				PyTorch: {"sgd": 0.001, "momentum": 0.001, "nesterov": 0.001, "rmsprop": 0.01, "adagrad": 0.01, "adadelta": 1, "adamax": 0.002, "nadam": 0.002},
				Keras:   {"sgd": 0.01, "momentum": 0.01, "nesterov": 0.01},
			}[form][name]
			if want == 0 {
				want = 0.001
			}
			if *o.Rates()[0] != want {
				t.Errorf("%s in %v: learning rate %v, want %v", name, form, *o.Rates()[0], want)
			}
			if text := fmt.Sprint(o); !strings.Contains(text, "form, learning rate ") {
				t.Errorf("%s prints as %q", name, text)
			}
			if o, _ := (Choice{Name: name, Form: form, LearningRate: 0.25}).New(schedule.Length{}); *o.Rates()[0] != 0.25 {
				t.Errorf("%s: learning rate %v, want the 0.25 that it was given", name, *o.Rates()[0])
			}
		}
	}
}

func TestNamesAreListed(t *testing.T) {
	_, err := Choice{Name: "Adamm"}.New(schedule.Length{})
	want := `got "Adamm", want one of sgd, momentum, nesterov, rmsprop, adagrad, adadelta, adam, amsgrad, adamw, adamax, nadam, radam, lion, ftrl`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want an error with %q", err, want)
	}
}
