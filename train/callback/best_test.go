package callback

import (
	"context"
	"math"
	"path/filepath"
	"testing"

	"digits/data"
	"digits/internal/stripes"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// In a real training the weights of the best epoch come back: they give its
// validation loss again, to the bit, and so does the checkpoint's file, which
// says which epoch it is of. Every fifth label of the validation is wrong, so that its
// loss rises as the model grows sure.
func TestBestWeightsComeBack(t *testing.T) {
	const epochs = 40
	source, err := data.MNIST(stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 120, Test: 60}))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < source.Test.Len(); i += 5 {
		source.Test.Labels[i] = (source.Test.Labels[i] + 1) % 3
	}
	m, err := models.New(models.KerasSmall, 6, 6, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "best.safetensors")
	stop := &EarlyStopping{Model: m, Patience: 2, RestoreBest: true}
	history, err := train.Fit(context.Background(), m, source.Train, train.Config{
		Epochs: epochs, Batch: 8, Seed: 1, Optimizer: &optim.Adam{LearningRate: 0.01}, Validation: source.Test,
		Callbacks: []train.Callback{stop.On, (&Checkpoint{Model: m, Path: path}).On},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(history) == epochs || len(history) != stop.BestEpoch()+2 {
		t.Fatalf("it ended after %d epochs, the best is %d", len(history), stop.BestEpoch())
	}
	best := history[stop.BestEpoch()-1]
	if last := history[len(history)-1]; last.ValLoss == best.ValLoss {
		t.Fatalf("the last epoch is as good as the best: %v", history)
	}
	file, err := models.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]*models.Model{"restored": m, "the checkpoint's": file} {
		if r, err := train.Evaluate(context.Background(), m, source.Test); err != nil || r.Loss != best.ValLoss {
			t.Errorf("the %s weights have loss %v (%v), the best epoch had %v", name, r.Loss, err, best.ValLoss)
		}
	}
	if want := best.Line()["val_loss"]; file.Last["val_loss"] != want {
		t.Errorf("the checkpoint says %v, want val_loss %s", file.Last, want)
	}
}

// The least smoothed loss is at 1e-2; it falls most, by 3 a factor of ten, from
// 1e-4 to 1e-3.
func TestSuggestion(t *testing.T) {
	r := Range{Rates: []float64{1e-5, 1e-4, 1e-3, 1e-2, 1e-1}, Smoothed: []float64{9, 8, 5, 4, 30}}
	if tenth, steepest := r.Suggestion(); math.Abs(tenth-1e-3) > 1e-15 || steepest != 1e-3 {
		t.Errorf("got %v and %v, want 0.001 and 0.001", tenth, steepest)
	}
	if tenth, steepest := (&Range{}).Suggestion(); tenth != 0 || steepest != 0 {
		t.Errorf("got %v and %v of nothing", tenth, steepest)
	}
}
