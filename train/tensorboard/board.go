// Package tensorboard writes a training as TensorBoard reads it: scalars, weights
// as histograms, the graph, images. Its files need nothing of TensorFlow's.
package tensorboard

import (
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/models"
	"digits/optim"
	"digits/train"
)

const (
	stepsBetween = 100 // losses of single steps that are written
	sampleImages = 10
)

// Board is a callback that writes an event file into a folder. What is written is
// there at once, so that a training can be watched; a file that ends in the middle
// of a record is read up to there.
type Board struct {
	Folder    string
	Model     *models.Model
	Samples   *data.Set       // the first of these images are shown; nil for none
	Optimizer gorgonia.Solver // whose learning rate is written, that of the epoch's last step, if it tells one

	file  *os.File
	steps int       // of all epochs
	rates []float64 // that the last step took
	now   func() time.Time
}

// Prepare makes the folder and reports one that cannot be written.
func Prepare(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("tensorboard: %w", err)
	}
	f, err := os.CreateTemp(folder, ".writable")
	if err != nil {
		return fmt.Errorf("tensorboard: %w", err)
	}
	f.Close()
	return os.Remove(f.Name())
}

// On is the train.Callback.
func (b *Board) On(e train.Event) error {
	var err error
	switch e := e.(type) {
	case *train.Begin:
		err = b.begin(e.Resumed)
	case *train.StepEnd:
		b.rates = optim.Current(b.Optimizer) // now: a callback at the epoch's end may lower it
		if b.steps++; b.steps%stepsBetween == 0 {
			err = b.scalar("loss/step", e.Loss)
		}
	case *train.EpochEnd:
		err = b.epoch(e.Log)
	case *train.End:
		if err = b.predictions(); err == nil {
			err = b.file.Close()
		}
	}
	if err != nil {
		return fmt.Errorf("tensorboard: %w", err)
	}
	return nil
}

// begin opens the file and writes its version and the graph. Where a training is
// resumed, the folder has a file more, which says from which step on it replaces
// what the others have.
func (b *Board) begin(resumed *train.Checkpoint) error {
	if b.now == nil {
		b.now = time.Now
	}
	b.steps = 0
	if resumed != nil {
		b.steps = int(resumed.Step)
	}
	earlier, err := filepath.Glob(filepath.Join(b.Folder, "events.out.tfevents.*"))
	if err != nil {
		return err
	}
	name := fmt.Sprintf("events.out.tfevents.%d.digits", b.now().UnixNano())
	if b.file, err = os.Create(filepath.Join(b.Folder, name)); err != nil {
		return err
	}
	if err := b.write(fileVersionField, []byte("brain.Event:2")); err != nil {
		return err
	}
	if resumed != nil {
		if err := b.record(b.steps+1, sessionLogField, sessionStart); err != nil || len(earlier) > 0 {
			return err // an earlier file has the graph
		}
	}
	def, err := graphDef(b.Model)
	if err != nil {
		return err
	}
	return b.write(graphField, def)
}

func (b *Board) write(field int, content []byte) error {
	return b.record(b.steps, field, content)
}

// record writes a record or, if it fails, nothing of it, so that what comes after it can
// be read.
func (b *Board) record(step, field int, content []byte) error {
	wall := float64(b.now().UnixNano()) / 1e9
	at, err := b.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if err := writeRecord(b.file, event(wall, step, protowire.Number(field), content)); err != nil {
		b.file.Truncate(at)
		return err
	}
	return nil
}

func (b *Board) scalar(tag string, v float64) error {
	return b.write(summaryField, scalarValue(tag, v))
}

// epoch writes the epoch's figures and the weights.
func (b *Board) epoch(log train.Log) error {
	tags := map[string]string{"loss": "loss/training", "accuracy": "accuracy/training", "val_loss": "loss/validation", "val_accuracy": "accuracy/validation"}
	for _, m := range log.Metrics() {
		if err := b.scalar(tags[m.Name], m.Value); err != nil {
			return err
		}
	}
	for i, rate := range b.rates {
		tag := "learning rate"
		if len(b.rates) > 1 {
			tag += fmt.Sprintf("/group %d", i+1)
		}
		if err := b.scalar(tag, rate); err != nil {
			return err
		}
	}
	for name, t := range b.Model.Params.All() {
		if err := b.write(summaryField, histogramValue(name, t.Float32s())); err != nil {
			return err
		}
	}
	return nil
}

// predictions writes the first images with what the model says of them.
func (b *Board) predictions() error {
	if b.Samples == nil {
		return nil
	}
	for i := range min(sampleImages, b.Samples.Len()) {
		p, err := b.Model.Predict(b.Samples.Image(i))
		if err != nil {
			return err
		}
		img := &image.Gray{Pix: b.Samples.Image(i), Stride: b.Samples.Width, Rect: image.Rect(0, 0, b.Samples.Width, b.Samples.Height)}
		content, err := imageValue(fmt.Sprintf("image %d/True: %d, Pred: %d", i, b.Samples.Labels[i], models.ArgMax(p)), img, 1)
		if err != nil {
			return err
		}
		if err := b.write(summaryField, content); err != nil {
			return err
		}
	}
	return nil
}
