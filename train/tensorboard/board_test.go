package tensorboard

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/internal/stripes"
	"digits/models"
	"digits/optim"
	"digits/optim/schedule"
	"digits/train"
)

// testdata/make.py wrote the same events with TensorBoard's own messages and
// writer: ours must be the same bytes.
func TestRecordsAreTensorBoards(t *testing.T) {
	want, err := os.ReadFile("testdata/events.tfrecord")
	if err != nil {
		t.Fatal(err)
	}
	def := message(nil).Bytes(1, node("dense/output", "Dense", []int{16}, "input", "dense/kernel"))
	var got bytes.Buffer
	for _, e := range []message{
		event(1.5, 0, fileVersionField, []byte("brain.Event:2")),
		event(2.5, 7, summaryField, scalarValue("loss", 0.25)),
		event(3.5, 300, summaryField, histogramMessage("dense/kernel", -1, 2, 3, 1, 5, []float64{-0.5, 0.5, 2.5}, []float64{1, 1, 1})),
		event(4.5, 0, graphField, def),
	} {
		if err := writeRecord(&got, e); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("got\n%x\nwant\n%x", got.Bytes(), want)
	}
}

// Of -1, 0, 0, 0.5 and 3: their number, sum 2.5 and squares 1 + 0.25 + 9, and in
// each bucket those from the limit before it to below its own.
func TestHistogram(t *testing.T) {
	counts := map[float64]float64{}
	values := []float32{-1, 0, 0, 0.5, 3, float32(math.NaN())}
	content := fieldOf(t, fieldOf(t, histogramValue("w", values), 1), 5)
	for field, want := range map[protowire.Number]float64{1: -1, 2: 3, 3: 5, 4: 2.5, 5: 10.25} {
		if got := math.Float64frombits(binary.LittleEndian.Uint64(fixedOf(t, content, field))); got != want {
			t.Errorf("field %d is %v, want %v", field, got, want)
		}
	}
	bounds, filled := fieldOf(t, content, 6), fieldOf(t, content, 7)
	if len(bounds) != len(filled) {
		t.Fatalf("%d bytes of limits, %d of counts", len(bounds), len(filled))
	}
	before, total := math.Inf(-1), 0.0
	for i := 0; i < len(bounds); i += 8 {
		limit := math.Float64frombits(binary.LittleEndian.Uint64(bounds[i:]))
		counts[limit] = math.Float64frombits(binary.LittleEndian.Uint64(filled[i:]))
		inside := 0.0
		for _, v := range values {
			if x := float64(v); x >= before && x < limit {
				inside++
			}
		}
		if counts[limit] != inside {
			t.Errorf("%v values from %v to %v, want %v", counts[limit], before, limit, inside)
		}
		before, total = limit, total+counts[limit]
	}
	if total != 5 {
		t.Errorf("%v values in all buckets, want 5", total)
	}
}

// fieldOf returns the bytes of a message's field; fixedOf those of a number.
func fieldOf(t *testing.T, m []byte, field protowire.Number) []byte {
	t.Helper()
	for len(m) > 0 {
		n, kind, size := protowire.ConsumeTag(m)
		if size < 0 {
			break
		}
		m = m[size:]
		if n == field && kind == protowire.BytesType {
			v, _ := protowire.ConsumeBytes(m)
			return v
		}
		m = m[max(0, protowire.ConsumeFieldValue(n, kind, m)):]
	}
	t.Fatalf("there is no field %d", field)
	return nil
}

func fixedOf(t *testing.T, m []byte, field protowire.Number) []byte {
	t.Helper()
	for len(m) > 0 {
		n, kind, size := protowire.ConsumeTag(m)
		m = m[size:]
		if n == field && kind == protowire.Fixed64Type {
			return m[:8]
		}
		m = m[protowire.ConsumeFieldValue(n, kind, m):]
	}
	t.Fatalf("there is no number %d", field)
	return nil
}

// A training of two epochs leaves one file with its tags.
func TestBoard(t *testing.T) {
	source, err := data.MNIST(stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 300, Test: 20}))
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.New(models.KerasDropout, 6, 6, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	folder, o := t.TempDir(), &optim.Adam{}
	if err := Prepare(folder); err != nil {
		t.Fatal(err)
	}
	board := &Board{Folder: folder, Model: m, Samples: source.Test, Optimizer: o}
	if _, err := train.Fit(context.Background(), m, source.Train, train.Config{
		Epochs: 2, Batch: 2, Optimizer: o, Validation: source.Test, Callbacks: []train.Callback{board.On},
	}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "events.out.tfevents.*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for tag, times := range map[string]int{
		"loss/step": 3, "loss/training": 2, "loss/validation": 2, "accuracy/training": 2, "accuracy/validation": 2, // 300 steps in all
		"learning rate": 2, "True: ": 10, "\x89PNG": 10, "brain.Event:2": 1, "_output_shapes": 13,
	} {
		if got := bytes.Count(content, []byte(tag)); got != times {
			t.Errorf("%q stands %d times in the file, want %d", tag, got, times)
		}
	}
}

// The rate is the one that the epoch's last step took: of a schedule, and before a
// callback lowers it at the epoch's end. By hand: 300 examples in batches of 100 are 3
// steps an epoch, whose last has the exponents 2 and 5; then the rest is a tenth.
func TestBoardWritesTheRateThatWasTaken(t *testing.T) {
	source, err := data.MNIST(stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 300, Test: 20}))
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.New(models.KerasSmall, 6, 6, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	halved := func(initial float64) *optim.Scheduled {
		return &optim.Scheduled{Optimizer: &optim.SGD{LearningRate: initial}, Schedule: schedule.Exponential{Factor: 0.5}}
	}
	for _, c := range []struct {
		o    gorgonia.Solver
		want map[string][]float64
	}{
		{halved(0.5), map[string][]float64{"learning rate": {0.5 / 4, 0.05 / 32}}},
		{
			optim.Groups{{Match: "bias", Optimizer: halved(0.5)}, {Optimizer: &optim.SGD{LearningRate: 0.25}}},
			map[string][]float64{"learning rate/group 1": {0.5 / 4, 0.05 / 32}, "learning rate/group 2": {0.25, 0.025}},
		},
	} {
		lower := func(e train.Event) error {
			if _, ok := e.(*train.EpochEnd); ok {
				rates, err := optim.Rates(c.o)
				if err != nil {
					return err
				}
				for _, rate := range rates {
					*rate /= 10
				}
			}
			return nil
		}
		folder := t.TempDir()
		board := &Board{Folder: folder, Model: m, Optimizer: c.o}
		if _, err := train.Fit(context.Background(), m, source.Train, train.Config{
			Epochs: 2, Batch: 100, Optimizer: c.o, Callbacks: []train.Callback{lower, board.On},
		}); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(folder, "events.out.tfevents.*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%d files, %v", len(files), err)
		}
		content, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		for tag, want := range c.want {
			for _, rate := range want {
				if n := bytes.Count(content, scalarValue(tag, rate)); n != 1 {
					t.Errorf("%s of %g stands %d times in the file, want once", tag, rate, n)
				}
			}
		}
	}
}

// A resumed training adds a file to the folder: it says from which step on it
// replaces what was written before, SessionLog START as TensorFlow's event.proto has
// it, and goes on with the steps. The graph is in the first file.
func TestBoardOfAResumedTraining(t *testing.T) {
	source, err := data.MNIST(stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 300, Test: 20}))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	var kept *train.Checkpoint
	for epochs := 1; epochs <= 2; epochs++ {
		m, err := models.New(models.KerasSmall, 6, 6, 3, 1)
		if err != nil {
			t.Fatal(err)
		}
		o := &optim.Adam{}
		if _, err := train.Fit(context.Background(), m, source.Train, train.Config{
			Epochs: epochs, Batch: 2, Optimizer: o, Resume: kept,
			Callbacks: []train.Callback{(&Board{Folder: folder, Model: m, Optimizer: o}).On},
			Keep:      func(c *train.Checkpoint) error { kept = c; return nil },
		}); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(folder, "events.out.tfevents.*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	// Of the second file: step 151 (two bytes), field 7, length 2, status 1; no graph.
	start := []byte{2 << 3, 0x97, 0x01, 7<<3 | 2, 2, 1 << 3, 1}
	for i, want := range []struct{ starts, graphs, epochs, steps int }{{0, 1, 1, 1}, {1, 0, 1, 2}} {
		content, err := os.ReadFile(files[i])
		if err != nil {
			t.Fatal(err)
		}
		got := [4]int{bytes.Count(content, start), bytes.Count(content, []byte("_output_shapes")), bytes.Count(content, []byte("loss/training")), bytes.Count(content, []byte("loss/step"))}
		if got[0] != want.starts || (got[1] > 0) != (want.graphs > 0) || got[2] != want.epochs || got[3] != want.steps {
			t.Errorf("file %d has starts, graphs, epochs and steps %v, want %v", i, got, want)
		}
	}
}

func TestPrepareFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Prepare(file); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("a file for a folder: got %v", err)
	}
}
