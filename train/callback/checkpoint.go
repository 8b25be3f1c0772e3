package callback

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"digits/models"
	"digits/train"
)

// Checkpoint saves the model whenever a metric has improved, as Keras'
// ModelCheckpoint does with save_best_only: the file always holds the best epoch
// so far, whole. Its format is that of the path's ending.
type Checkpoint struct {
	Model *models.Model
	Path  string
	Monitor

	// Keep is how many improvements are kept beside Path, the last ones, with their
	// epochs in their names: best-epoch7.safetensors. 0 keeps none.
	Keep int

	best best
	kept []int // epochs
}

// On is the train.Callback.
func (c *Checkpoint) On(e train.Event) error {
	switch e := e.(type) {
	case *train.Begin:
		c.best, c.kept = best{}, nil
		if err := c.Check(e.Measures...); err != nil {
			return err
		}
		if err := models.CheckFileName(c.Path); err != nil || e.Resumed == nil {
			return err
		}
		if _, err := c.best.resume(e.Resumed, c.name("checkpoint"), nil); err != nil {
			return err
		}
		return c.recall(e.Resumed.History)
	case *train.Snapshot:
		return e.Checkpoint.Put(c.name("checkpoint"), c.best.state(nil))
	case *train.EpochEnd:
		value, err := c.of(e.Log)
		if err != nil || !c.best.improve(c.Monitor, e.Epoch, value) {
			return err
		}
		c.Model.Last = e.Log.Line()
		if err := c.Model.Save(c.Path); err != nil {
			return err
		}
		return c.keep(e.Epoch)
	}
	return nil
}

// keep saves the model of an epoch under its name, and removes the oldest of more than
// Keep such files.
func (c *Checkpoint) keep(epoch int) error {
	if c.Keep == 0 {
		return nil
	}
	if err := c.Model.Save(c.named(epoch)); err != nil {
		return err
	}
	c.kept = append(c.kept, epoch)
	for len(c.kept) > c.Keep {
		if err := os.Remove(c.named(c.kept[0])); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("callback: checkpoint: %w", err)
		}
		c.kept = c.kept[1:]
	}
	return nil
}

// named is the file of an epoch.
func (c *Checkpoint) named(epoch int) string {
	extension := models.Extension(c.Path)
	return fmt.Sprintf("%s-epoch%d%s", strings.TrimSuffix(c.Path, extension), epoch, extension)
}

// recall finds out which epochs a training that goes on has kept.
func (c *Checkpoint) recall(h train.History) error {
	var b best
	for i, log := range h {
		value, err := c.of(log)
		if err != nil {
			return err
		}
		if b.improve(c.Monitor, i+1, value) {
			c.kept = append(c.kept, i+1)
		}
	}
	c.kept = c.kept[max(0, len(c.kept)-c.Keep):]
	return nil
}
