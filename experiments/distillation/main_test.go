package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"testing"

	"digits/experiments/internal/lab"
	"digits/experiments/internal/proof"
	"digits/graph"
	"digits/internal/reference"
	"digits/models"
	"digits/train"
)

// Of a digit that neither has seen the student that is taught knows more, by the mean
// logarithm of what it gives it. What is printed counts the predictions.
func TestDistillation(t *testing.T) {
	source, known := proof.Digits(100), map[string]float64{}
	for _, r := range variants {
		proof.Holds(t, fit, r, source)
		var printed bytes.Buffer
		c := proof.Config()
		c.Epochs = 12
		m, err := fit(context.Background(), &printed, r, source, c)
		if err != nil {
			t.Fatal(err)
		}
		right := 0.0
		for i, label := range source.Test.Labels {
			y, err := m.Predict(source.Test.Image(i))
			if err != nil {
				t.Fatal(err)
			}
			logits := y[:10]
			if r.Name == "alone" { // probabilities
				logits = nil
				for _, p := range y {
					logits = append(logits, float32(math.Log(float64(p))))
				}
			}
			if label == missing {
				known[r.Name] += logarithm(logits, missing) / 10
			} else if models.ArgMax(logits) == int(label) {
				right += 1. / 90
			}
		}
		if want := fmt.Sprintf("right are %.4f of the other digits, and 0.", right); !bytes.Contains(printed.Bytes(), []byte(want)) {
			t.Errorf("%s: want %q in %s", r.Name, want, &printed)
		}
	}
	if !(known["taught"] > known["alone"]+0.5) {
		t.Errorf("the mean logarithms are %v", known)
	}
}

// The weights of the student without its heads give the softmax of its first ten numbers.
func TestWithoutHeads(t *testing.T) {
	source := proof.Digits(20)
	student := proof.Run(t, fit, variants[1], source, proof.Config())
	alone, err := lab.New(variants[0], source.Train, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := alone.Take(student, ""); err != nil {
		t.Fatal(err)
	}
	p, err1 := alone.Predict(source.Test.Image(0))
	y, err2 := student.Predict(source.Test.Image(0))
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	for class, got := range p {
		if want := math.Exp(logarithm(y[:10], class)); math.Abs(float64(got)-want) > 1e-6 {
			t.Errorf("class %d has %v, want %v", class, got, want)
		}
	}
}

// logarithm is that of a class' probability.
func logarithm(logits []float32, class int) float64 {
	sum := 0.0
	for _, v := range logits {
		sum += math.Exp(float64(v - logits[class]))
	}
	return -math.Log(sum)
}

// The steps are PyTorch's, of the divergence from the teacher's answers, which lacks their
// entropy, and of the cross-entropy.
func TestStepsAreTheirs(t *testing.T) {
	answers := make([]float32, reference.Rows*reference.Classes)
	entropy := make([]float64, reference.Rows/reference.Batch) // of a step's batch, its mean
	for row := range reference.Rows {
		for k, q := range softened(row) {
			answers[row*reference.Classes+k] = float32(q)
			entropy[row/reference.Batch] -= q * math.Log(q) / reference.Batch
		}
	}
	for name, c := range map[string]struct{ hard, soft, divergence float64 }{
		"distill-kl-torch": {0.3, 0.7 * 2 * 2, 0.7 * 2 * 2}, "distill-ce-torch": {1, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := &train.Stepper{Model: reference.Model(t, distilled(reference.Hidden, 2, c.hard, c.soft)), Write: taught(answers)}
			reference.Follow(t, s, reference.Plainly, reference.Case[reference.Result](t, "torch", name), func(s *train.Stepper) float64 {
				return s.Loss() - c.divergence*entropy[(s.Steps()-1)%len(entropy)]
			})
		})
	}
}

// softened are the recorded teacher's probabilities at the temperature 2.
func softened(row int) (q [reference.Classes]float64) {
	sum := 0.0
	for k := range q {
		q[k] = math.Exp(4 * (2*reference.Uniform(4, row*reference.Classes+k) - 1) / 2)
		sum += q[k]
	}
	for k := range q {
		q[k] /= sum
	}
	return q
}

// By definition: the answers are exp(logit/4) of the teacher's logits, over their sum.
func TestAnswers(t *testing.T) {
	source := proof.Digits(20)
	c := proof.Config()
	write, err := teach(context.Background(), new(bytes.Buffer), source, source.Train, c)
	if err != nil {
		t.Fatal(err)
	}
	teacher := proof.Run(t, lab.Fit, network("teacher", 128), source, c)
	logits, err := teacher.Compile(graph.Options{Batch: 20})
	if err != nil {
		t.Fatal(err)
	}
	m, err := lab.New(variants[1], source.Train, 1)
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Compile(graph.Options{Batch: 20, Loss: m.Loss})
	if err != nil {
		t.Fatal(err)
	}
	for batch := range source.Train.Batches(nil, 20) {
		teacher.Feed(logits, batch)
		if err := write(&train.Feed{Model: m, Program: p, Batch: batch}); err != nil || logits.Run() != nil {
			t.Fatal(err)
		}
	}
	for i, got := range p.Targets("soft") {
		sum, row := 0.0, logits.Output()[i/10*10:][:10]
		for _, v := range row {
			sum += math.Exp(float64(v) / temperature)
		}
		if want := math.Exp(float64(row[i%10])/temperature) / sum; math.Abs(float64(got)-want) > 1e-6 {
			t.Fatalf("answer %d is %v, want %v", i, got, want)
		}
	}
}
