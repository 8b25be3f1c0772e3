package train

import (
	"fmt"
	"math/rand/v2"

	"digits/data"
	"digits/graph"
	"digits/models"
)

// Feed is a batch on its way into a program, for a step or for an evaluation.
type Feed struct {
	Model    *models.Model
	Program  *graph.Program
	Batch    data.Batch
	Training bool // for a step; else for an evaluation

	epoch     int
	seed      uint64
	step      uint64
	augmented *augmented // nil: images are fed as they are
}

// Write gives a batch to a program: Inputs and Targets, or other ones.
type Write func(f *Feed) error

// Default writes the examples as the model scales them, and as targets what the set has
// in the form that the loss wants; of an autoencoder the examples.
func Default(f *Feed) error {
	if f.Model.Targets == models.InputTargets {
		return Reconstruct(f)
	}
	f.Inputs()
	return f.Targets()
}

// Reconstruct writes the examples, and as targets the same numbers: for an
// autoencoder.
func Reconstruct(f *Feed) error {
	f.Inputs()
	to := f.Program.Targets()
	if want := f.Batch.Len() * f.Model.Size(); len(to) != want {
		return fmt.Errorf("train: the loss takes %d targets for a batch, its inputs are %d: want a network that puts out as many numbers as it takes in, and a loss of numbers", len(to), want)
	}
	f.Values(to)
	return nil
}

// Inputs writes the batch's examples, scaled as the model's are, augmented where the
// training augments them.
func (f *Feed) Inputs() {
	if f.augmented != nil {
		f.augmented.write(f)
		return
	}
	f.Model.Feed(f.Program, f.Batch)
}

// Values writes the numbers that Inputs feeds into dst, (batch, size) row-major.
func (f *Feed) Values(dst []float32) {
	size := f.Model.Size()
	for i := range f.Batch.Len() {
		row := dst[i*size : (i+1)*size]
		switch {
		case f.augmented != nil:
			f.Model.Scale.Apply(row, f.augmented.now.image(i))
		case f.Batch.Set().Pixels == nil:
			copy(row, f.Batch.Values(i))
		default:
			f.Model.Scale.Apply(row, f.Batch.Image(i))
		}
	}
}

// Targets writes what the set has to be learnt: class numbers where the loss takes
// these, else rows of the network's width: numbers, or one-hot classes.
func (f *Feed) Targets() error {
	set, p, m := f.Batch.Set(), f.Program, f.Model
	if err := checkTargets(m, set); err != nil {
		return err
	}
	switch labels, targets := p.Labels(), p.Targets(); {
	case labels != nil:
		f.Batch.Labels(labels)
	case targets == nil: // no loss
	case set.Targets != nil:
		for i := range f.Batch.Len() {
			copy(targets[i*set.Outputs:(i+1)*set.Outputs], f.Batch.Target(i))
		}
	default:
		f.Batch.OneHot(targets, m.Classes)
	}
	return nil
}

// checkTargets reports a set that has not what the model's loss takes.
func checkTargets(m *models.Model, set *data.Set) error {
	const remedy = ": give train.Config a Write that makes the targets (train.Reconstruct for an autoencoder)"
	outputs := m.Outputs()
	_, heads := m.Loss.(graph.Weighted)
	switch {
	case m.Loss == nil:
		return nil
	case m.Targets == models.InputTargets && outputs == m.Size() && !m.Loss.Sparse():
		return nil
	case m.Targets == models.InputTargets:
		return fmt.Errorf("train: the network is to put out its %d inputs: it puts out %d numbers, and the loss is %s: want as many, and a loss of numbers", m.Size(), outputs, m.Loss.Name())
	case heads:
		return fmt.Errorf("train: a network of several heads has targets for each" + remedy)
	case m.Loss.Sparse() && set.Labels == nil:
		return fmt.Errorf("train: the loss %s takes class numbers, %s has none", m.Loss.Name(), set.Name)
	case m.Loss.Sparse() && set.Classes > outputs:
		return fmt.Errorf("train: %s has %d classes, the network puts out %d numbers", set.Name, set.Classes, outputs)
	case m.Loss.Sparse():
		return nil
	case set.Targets != nil && set.Outputs == outputs:
		return nil
	case set.Targets != nil:
		return fmt.Errorf("train: %s has %d numbers to predict, the network puts out %d"+remedy, set.Name, set.Outputs, outputs)
	case m.Classes == 0 || set.Labels == nil:
		return fmt.Errorf("train: the loss %s takes rows of the network's %d outputs, %s has labels of %d classes"+remedy, m.Loss.Name(), outputs, set.Name, set.Classes)
	}
	return nil
}

// Random returns random numbers that the run's seed and the step decide: the same at
// each call for a step, and in a training that is resumed.
func (f *Feed) Random() *rand.Rand { return randomOf(f.seed, f.step) }

func randomOf(seed, step uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, 0x73746570<<32+step)) // "step"
}
