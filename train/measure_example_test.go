package train_test

import (
	"context"
	"fmt"

	"digits/models"
	"digits/optim"
	"digits/train"
	"digits/train/callback"
)

// A metric of your own is a figure of a batch. It stands in the progress line, in the
// history, for the validation too, and callbacks go by it.
func ExampleMeasure() {
	set := brightness()
	wrong := train.Measure{Name: "wrong", Of: func(f *train.Feed) (share float64) {
		outputs, width := f.Program.Output(), f.Model.Outputs()
		for i, label := range f.Program.Labels() {
			if models.ArgMax(outputs[i*width:(i+1)*width]) != int(label) {
				share += 1 / float64(f.Batch.Len())
			}
		}
		return share
	}}
	m, err := models.New(models.KerasSmall, set.Height, set.Width, set.Classes, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	stop := &callback.EarlyStopping{Monitor: callback.Monitor{Metric: "val_wrong", Mode: callback.Min}, Patience: 20}
	history, err := train.Fit(context.Background(), m, set, train.Config{
		Epochs: 1000, Batch: 16, Optimizer: &optim.Adam{}, Validation: set,
		Measures: []train.Measure{wrong}, Callbacks: []train.Callback{stop.On},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	last := history[len(history)-1]
	fmt.Println(last.ValMeasured, len(history) < 1000)
	for _, metric := range last.Metrics() {
		fmt.Println(metric.Name)
	}
	// Output:
	// [wrong: 0.0000] true
	// loss
	// accuracy
	// wrong
	// val_loss
	// val_accuracy
	// val_wrong
}

// A training ends when a callback says so.
func ExampleErrStop() {
	set := brightness()
	m, err := models.New(models.KerasSmall, set.Height, set.Width, set.Classes, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	enough := func(e train.Event) error {
		if e, ok := e.(*train.EpochEnd); ok && e.Log.Accuracy == 1 {
			return train.ErrStop
		}
		return nil
	}
	history, err := train.Fit(context.Background(), m, set, train.Config{
		Epochs: 1000, Batch: 16, Optimizer: &optim.Adam{}, Callbacks: []train.Callback{enough},
	})
	fmt.Println(history[len(history)-1].Accuracy, len(history) < 1000, err)
	// Output: 1 true <nil>
}
