package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"digits/data"
	"digits/data/augment"
	"digits/data/picture"
	"digits/internal/loading"
	"digits/models"
	"digits/models/reader"
	"digits/optim/schedule"
	"digits/train"
)

// starting is what a training begins with, beside the data set: a model of a file, and
// a person's own pictures.
type starting struct {
	from, scale string
	images      string // folder

	model *models.Model // nil: a new one
	fault error         // why there is none
	own   *data.Set     // the pictures; nil: none
}

// What a training that goes on does, where the flags do not say: few steps, and small
// ones, since a new optimizer knows nothing of the weights that it finds.
const (
	moreEpochs = 5
	moreRate   = 3e-4
	ownShare   = 0.1 // of an epoch's examples are pictures of one's own
)

func (s *starting) flags(f *flag.FlagSet) {
	f.StringVar(&s.from, "from", "", "go on from the model in this `file`, of ours, Keras' or PyTorch's: its layers, weights and loss (5 epochs, the learning rate falling from 0.0003, if not given)")
	f.StringVar(&s.scale, "scale", "", "with -from, the `scaling` of pixels, if its file does not say: "+data.ScaleForms)
	f.StringVar(&s.images, "images", "", "`folder` of your own labelled pictures, as evaluate -images takes them, to learn beside the data set: a tenth of each epoch")
}

// takeModel loads the file of -from, and changes the recipe to it.
func (c *commandLine) takeModel() error {
	if c.start.from == "" {
		if c.start.scale != "" {
			return errors.New("-scale: is for -from FILE only: a recipe has its own")
		}
		return nil
	}
	for _, flag := range []string{"units", "activation", "dropout", "loss"} {
		if c.given[flag] {
			return fmt.Errorf("-%s: got -from with it, whose file has its own", flag)
		}
	}
	arch := ""
	if c.given["arch"] {
		arch = c.network.Arch
	}
	options, err := models.NamedOptions(arch, c.start.scale, "")
	if err != nil {
		return err
	}
	m, err := models.LoadWith(c.start.from, options)
	if err == nil && m.Loss == nil {
		err = fmt.Errorf("train: -from: %s does not say by which loss it is trained: give -arch", c.start.from)
	}
	if err != nil {
		c.start.fault = err // no fault of the command line
		return nil
	}
	c.start.model = m
	r, err := models.RecipeNamed(m.Recipe)
	if err != nil {
		r = models.MLP // its numbers
		r.Name = cmp.Or(m.Recipe, "model")
	}
	r.Layers, r.Scale, r.Loss, r.Targets = m.Layers, m.Scale, m.Loss, m.Targets
	r.Epochs, r.Optimizer.LearningRate, r.Optimizer.Schedule = moreEpochs, moreRate, schedule.Cosine{}
	if r.File = models.Extension(c.start.from); m.Saves(r.File) != nil {
		r.File = ".safetensors"
	}
	c.recipe = r
	return nil
}

// readImages reads the pictures, and has them learnt beside the set: first, since the
// last examples may validate.
func (s *settings) readImages(ctx context.Context, source *data.Source, w io.Writer) error {
	if s.start.images == "" {
		return nil
	}
	set := source.Train
	if set.Height != picture.Size || set.Width != picture.Size || set.Classes < 10 || set.Pixels == nil {
		return fmt.Errorf("train: -images: %s has images of %dx%d of %d classes, want a data set of digits of %dx%d beside pictures", set.Name, set.Height, set.Width, set.Classes, picture.Size, picture.Size)
	}
	pictures, err := reader.Labels(s.start.images)
	if err != nil {
		return err
	}
	own := *set
	own.Name, own.Pixels, own.Labels = s.start.images, nil, nil
	for _, p := range pictures {
		if err := ctx.Err(); err != nil {
			return err
		}
		var reading picture.Reading
		g, err := reader.Open(filepath.Join(s.start.images, filepath.FromSlash(p.Path)), nil, 0)
		if err == nil {
			reading, err = picture.Read(g)
		}
		if err != nil {
			fmt.Fprintf(w, "Left out %s: %v\n", p.Path, err)
			continue
		}
		own.Pixels = append(own.Pixels, reading.Image...)
		own.Labels = append(own.Labels, byte(p.Label))
	}
	if own.Len() == 0 {
		return fmt.Errorf("train: -images: none of the %d pictures of %s could be read", len(pictures), s.start.images)
	}
	s.start.own = &own
	if s.recipe.Augment == (augment.Settings{}) {
		s.recipe.Augment = augment.Light
	}
	times := max(1, int(ownShare/(1-ownShare)*float64(set.Len())/float64(own.Len())+0.5))
	source.Train = data.Join(append(slices.Repeat([]*data.Set{&own}, times), set)...)
	_, err = fmt.Fprintf(w, "%d pictures of %s, each %d times an epoch beside %d images of %s\n", own.Len(), s.start.images, times, set.Len(), set.Name)
	return err
}

// newModel makes the model, or takes the one of -from.
func (s settings) newModel(set *data.Set) (*models.Model, error) {
	if s.start.model == nil {
		return train.NewModel(s.recipe, set, s.seed)
	}
	m := s.start.model.Clone()
	m.Run = nil
	if m.Columns != nil && set.Columns != nil && !slices.Equal(m.Columns, set.Columns) {
		return nil, fmt.Errorf("train: -from: %s is for the columns %s, %s has %s: want them in its order", s.start.from, strings.Join(m.Columns, ", "), set.Name, strings.Join(set.Columns, ", "))
	}
	if m.Size() != set.Size() || m.Classes != set.Classes {
		return nil, fmt.Errorf("train: -from: %s is for %d pixels and %d classes, %s has %d and %d: want a data set like its own", s.start.from, m.Size(), m.Classes, set.Name, set.Size(), set.Classes)
	}
	m.Seed = s.seed
	return m, nil
}

// printBefore says what a model of a file assumes, and how good it is before.
func (s settings) printBefore(ctx context.Context, w io.Writer, m *models.Model, test *data.Set) error {
	if s.start.model == nil || s.verbose == train.Silent {
		return nil
	}
	if err := loading.PrintAssumed(w, m); err != nil {
		return err
	}
	r, err := train.Evaluate(ctx, m, test)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "From %s: test loss %.4f, test accuracy %.4f\n", s.start.from, r.Loss, r.Accuracy)
	return s.printOwn(w, m, "before")
}

// printOwn says how many of the pictures the model reads right.
func (s settings) printOwn(w io.Writer, m *models.Model, when string) error {
	if s.start.own == nil {
		return nil
	}
	p, err := m.Predict(s.start.own.Pixels)
	if err != nil {
		return err
	}
	right, n := 0, s.start.own.Len()
	for i, label := range s.start.own.Labels {
		if models.ArgMax(p[i*m.Outputs():(i+1)*m.Outputs()]) == int(label) {
			right++
		}
	}
	_, err = fmt.Fprintf(w, "Of the %d pictures %d are right %s the training\n", n, right, when)
	return err
}
