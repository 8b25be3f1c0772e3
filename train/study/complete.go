package study

import (
	"cmp"
	"fmt"
	"regexp"

	"digits/models"
)

// mnistValidation is how many training images validate where the recipe says
// nothing: of MNIST's 60,000, and the same share, a sixth, of other sets.
const mnistValidation = 10000

var goodName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// Complete fills in what is left open: the version, one run, halving's eta, the
// data, and of the first recipe the epochs and the number of validation images. It
// checks that each setting can be trained on the data. An error begins with the
// name of what is wrong, in a command line's words: name, arch, units, activation,
// optimizer, lr, batch, dropout, random, runs, epochs, validation, halving.
func (s Study) Complete(d *Data) (Study, error) {
	if err := s.Space.check(); err != nil {
		return s, err
	}
	s.Version = Version
	s.Runs = cmp.Or(s.Runs, 1)
	if s.Halving.Mode != "" {
		s.Halving.Eta = s.Halving.eta()
	}
	recipe, err := models.RecipeNamed(s.Space.Arch[0])
	if err != nil {
		return s, err
	}
	s.Epochs = cmp.Or(s.Epochs, recipe.Epochs)
	if s.Validation == 0 {
		if recipe.Validation == 0 {
			recipe.Validation = mnistValidation
		}
		s.Validation = recipe.ValidationOf(d.Train.Len())
	}
	s.DataName, s.DataSHA256 = d.Train.Name, d.SHA256
	if err := s.check(); err != nil {
		return s, err
	}
	return s, s.trainable(d)
}

// check reports what no data set can make right.
func (s Study) check() error {
	if !goodName.MatchString(s.Name) {
		return fmt.Errorf("name: got %.100q, want letters, digits, - and _, at most 64", s.Name)
	}
	if err := s.Space.check(); err != nil {
		return err
	}
	if s.Epochs < 1 || s.Epochs > maxEpochs {
		return fmt.Errorf("epochs: got %d, want 1 to %d", s.Epochs, maxEpochs)
	}
	n := len(s.Space.points(s.Seed))
	switch {
	case n < s.Space.Random:
		return fmt.Errorf("random: got %d points, the space has only %d different ones", s.Space.Random, n)
	case s.Runs < 1 || s.Runs > maxTrials/n:
		return fmt.Errorf("runs: got %d, want 1 to %d: at most %d trials in all", s.Runs, maxTrials/n, maxTrials)
	}
	return s.Halving.check(s.Epochs)
}
