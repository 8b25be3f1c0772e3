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
		if err := c.Check(e.Measures...); err != nil {
			return err
		}
		if err := models.CheckFileName(c.Path); err != nil || e.Resumed == nil {
			return err
		}
		_, err := c.best.resume(e.Resumed, c.name("checkpoint"), nil)
		return err
	case *train.Snapshot:
		return e.Checkpoint.Put(c.name("checkpoint"), c.best.state(nil))
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
