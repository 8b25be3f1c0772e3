package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"slices"

	"digits/data"
	"digits/data/augment"
	"digits/models"
	"digits/train"
)

// beside are the flags that change nothing of what is learnt: where files lie, in which
// form the data set is, and what is seen of a training.
var beside = []string{
	"data", "label", "transpose", "out", "history", "runs", "verbose", "check", "checkpoint", "keep", "tensorboard", "report",
	"backup", "resume", "from", "images", "seed", "arch", "dry-run", "overfit", "find-lr",
}

// recorded are the flags that were given and matter, in the order of their names.
func recorded(f *flag.FlagSet) []string {
	var flags []string
	f.Visit(func(g *flag.Flag) {
		if !slices.Contains(beside, g.Name) {
			flags = append(flags, g.Name+"="+g.Value.String())
		}
	})
	return flags
}

// record is what the model's file says of the run.
func (s settings) record(source *data.Source, examples int, c train.Config) *models.Run {
	r := &models.Run{
		Data: data.SHA256(source.Train, source.Test), Examples: examples,
		Batch: c.Batch, Epochs: c.Epochs, Optimizer: s.optimizerText(),
	}
	r.Flags = append(slices.Clone(s.flags), "seed="+fmt.Sprint(s.seed))
	if s.start.from == "" {
		r.Flags = append(r.Flags, "arch="+s.recipe.Name)
	} else {
		r.Flags = append(r.Flags, "from=FILE")
		if file, err := os.ReadFile(s.start.from); err == nil {
			sum := sha256.Sum256(file)
			r.From = hex.EncodeToString(sum[:])
		}
	}
	if s.start.images != "" {
		r.Flags = append(r.Flags, "images=FOLDER")
	}
	if label := cmp.Or(source.Train.Target, s.data.Options.Label); label != "" && source.Train.Values != nil {
		r.Flags = append(r.Flags, "label="+label)
	}
	slices.Sort(r.Flags)
	if c.Validation != nil {
		r.Validation = c.Validation.Len()
	}
	if s.recipe.Augment != (augment.Settings{}) {
		r.Augment = fmt.Sprint(s.recipe.Augment)
	}
	return r
}
