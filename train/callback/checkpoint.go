package callback

import (
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

	best best
}

// On is the train.Callback.
func (c *Checkpoint) On(e train.Event) error {
	switch e := e.(type) {
	case *train.Begin:
		c.best = best{}
		if err := c.Check(); err != nil {
			return err
		}
		return models.CheckFileName(c.Path)
	case *train.EpochEnd:
		value, err := c.of(e.Log)
		if err != nil || !c.best.improve(c.Monitor, e.Epoch, value) {
			return err
		}
		c.Model.Last = e.Log.Line()
		return c.Model.Save(c.Path)
	}
	return nil
}

// BestEpoch returns the epoch whose model is in the file, counted from 1; 0
// before the first has ended.
func (c *Checkpoint) BestEpoch() int { return c.best.epoch }
