package train

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	file "github.com/maruel/safetensors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph"
	"digits/internal/hostile"
	"digits/models"
	"digits/models/seal"
	"digits/optim"
)

// aCheckpoint is one of everything: two parameters, two epochs, an optimizer with
// tensors, callbacks with numbers and tensors, and numbers that text loses.
func aCheckpoint(t testing.TB) *Checkpoint {
	t.Helper()
	set := blobs(23, 1)
	m := newModel(t, small, set, 1)
	var c *Checkpoint
	if _, err := Fit(context.Background(), m, set, Config{
		Epochs: 2, Batch: 7, Optimizer: &optim.Adam{},
		Keep: func(kept *Checkpoint) error { c = kept; return nil },
	}); err != nil {
		t.Fatal(err)
	}
	c.History[1].ValLoss = math.Inf(1)
	best := []*tensor.Dense{tensor.New(tensor.WithShape(2), tensor.WithBacking([]float64{math.Pi, math.Copysign(0, -1)}))}
	if err := c.Put("early_stopping", optim.State{
		Numbers: map[string]float64{"best": math.NaN(), "wait": 3},
		Tensors: map[string][]*tensor.Dense{"weights": best},
	}); err != nil {
		t.Fatal(err)
	}
	return c
}

// edited is a checkpoint's file with something changed.
func edited(t testing.TB, change func(*file.File)) []byte {
	t.Helper()
	content, err := aCheckpoint(t).Encode()
	if err != nil {
		t.Fatal(err)
	}
	f, err := file.Parse(content)
	if err != nil {
		t.Fatal(err)
	}
	delete(f.Metadata, seal.Name)
	change(f)
	var b bytes.Buffer
	if err := f.Serialize(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCheckpointRoundTrip(t *testing.T) {
	c := aCheckpoint(t)
	content, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadCheckpoint(content)
	if err != nil {
		t.Fatal(err)
	}
	if got.Epoch != 2 || got.Step != 8 || len(got.of) != len(c.of) || !reflect.DeepEqual(got.History[0], c.History[0]) || !math.IsInf(got.History[1].ValLoss, 1) {
		t.Errorf("got %+v, want %+v", got, c)
	}
	stop := got.callbacks["early_stopping"]
	if w := stop.Tensors["weights"][0].Float64s(); !math.IsNaN(stop.Numbers["best"]) || stop.Numbers["wait"] != 3 || w[0] != math.Pi || !math.Signbit(w[1]) {
		t.Errorf("the callback's state is %v", stop)
	}
	if got.Optimizer.Numbers["step"] != 8 || len(got.Optimizer.Tensors["exp_avg"]) != 4 {
		t.Errorf("the optimizer's state is %v", got.Optimizer)
	}
	if again, err := got.Encode(); err != nil || !bytes.Equal(again, content) {
		t.Errorf("what was read is written otherwise: %v", err)
	}
	path := filepath.Join(t.TempDir(), "c.safetensors")
	if err := c.Save(path); err != nil {
		t.Fatal(err)
	}
	if written, err := os.ReadFile(path); err != nil || !bytes.Equal(written, content) {
		t.Errorf("Save writes other bytes: %v", err)
	}
}

func TestReadCheckpointRefuses(t *testing.T) {
	meta := func(key, value string) func(*file.File) { return func(f *file.File) { f.Metadata[key] = value } }
	array := func(a file.Tensor) func(*file.File) { return func(f *file.File) { f.Tensors = append(f.Tensors, a) } }
	eight := make([]byte, 8)
	for want, change := range map[string]func(*file.File){
		`its format is "digits 1"`:                           meta("format", "digits 1"),
		`its epoch is "x"`:                                   meta("epoch", "x"),
		`its epoch is "0"`:                                   meta("epoch", "0"),
		`its step is "-1"`:                                   meta("step", "-1"),
		`its history has 2 epochs, want 3`:                   meta("epoch", "3"),
		`its history has 2 epochs, want 9223372036854775807`: meta("epoch", "9223372036854775807"),
		`it has an array "weights"`:                          array(file.Tensor{Name: "weights", DType: file.F32, Shape: []uint64{2}, Data: eight}),
		`its history is F32 of shape [2]`: func(f *file.File) {
			f.Tensors[4] = file.Tensor{Name: "history", DType: file.F32, Shape: []uint64{2}, Data: eight}
		},
		`model/x is F64, want F32`:                   array(file.Tensor{Name: "model/x", DType: file.F64, Shape: []uint64{1}, Data: eight}),
		`model/x is I64, want F32 or F64`:            array(file.Tensor{Name: "model/x", DType: file.I64, Shape: []uint64{1}, Data: eight}),
		`model/x has shape []`:                       array(file.Tensor{Name: "model/x", DType: file.F64, Shape: []uint64{}, Data: eight}),
		`model/x has shape [0 4611686018427387904]`:  array(file.Tensor{Name: "model/x", DType: file.F32, Shape: []uint64{0, 1 << 62}}),
		`optimizer/x is F64 of shape [1]`:            array(file.Tensor{Name: "optimizer/x", DType: file.F64, Shape: []uint64{1}, Data: eight}),
		`optimizer/9/exp_avg where number 4 is next`: array(file.Tensor{Name: "optimizer/9/exp_avg", DType: file.F32, Shape: []uint64{2}, Data: eight}),
		`optimizer/-1/x where number 0 is next`:      array(file.Tensor{Name: "optimizer/-1/x", DType: file.F32, Shape: []uint64{2}, Data: eight}),
		`optimizer/0/y has shape [0]`:                array(file.Tensor{Name: "optimizer/0/y", DType: file.F32, Shape: []uint64{0}}),
		`callback/x is F64 of shape [1]`:             array(file.Tensor{Name: "callback/x", DType: file.F64, Shape: []uint64{1}, Data: eight}),
	} {
		err := hostile.Refused(t, edited(t, change), func(data []byte) error {
			_, err := ReadCheckpoint(data)
			return err
		})
		if !errors.Is(err, ErrCheckpoint) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line with %q", err, want)
		}
	}
	for _, path := range []string{t.TempDir(), filepath.Join(t.TempDir(), "none"), os.DevNull} {
		if _, err := LoadCheckpoint(path); err == nil {
			t.Errorf("%s passes", path)
		}
	}
}

// Another kind of file is told in its words, not in those of a header.
func TestNoCheckpoint(t *testing.T) {
	if _, err := ReadCheckpoint([]byte("PK\x03\x04 and so on")); !errors.Is(err, ErrCheckpoint) || !strings.HasSuffix(err.Error(), "it is no safetensors file") {
		t.Errorf("got %v", err)
	}
}

// A state that a file cannot hold is refused when it is written, not when it is
// needed.
func TestEncodeRefuses(t *testing.T) {
	for name, s := range map[string]optim.State{
		"a/b": {},
		"a":   {Numbers: map[string]float64{"x/y": 1}},
		"b":   {Numbers: map[string]float64{"\xff": 1}},
		"c":   {Tensors: map[string][]*tensor.Dense{"x": {tensor.New(tensor.FromScalar(float32(1)))}}},
	} {
		c := aCheckpoint(t)
		if err := c.Put(name, s); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Encode(); err == nil {
			t.Errorf("%q is written", name)
		}
	}
}

// A checkpoint's file, spoilt, is an error, or a checkpoint that is written again
// as it was read and that a training refuses or goes on from.
func FuzzReadCheckpoint(f *testing.F) {
	content := edited(f, func(*file.File) {}) // without its checksum, which would refuse all
	f.Add(content)
	f.Add(content[:len(content)/2])
	f.Add(edited(f, func(f *file.File) { f.Tensors[1], f.Tensors[7] = f.Tensors[7], f.Tensors[1] }))
	set := blobs(23, 1)
	f.Fuzz(func(t *testing.T, content []byte) {
		var c *Checkpoint
		err := hostile.Bounded(t, content, func(data []byte) (err error) {
			c, err = ReadCheckpoint(data)
			return err
		})
		if err != nil {
			return
		}
		written, err := c.Encode()
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := ReadCheckpoint(written)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if twice, err := again.Encode(); err != nil || !bytes.Equal(twice, written) {
			t.Errorf("it is written in two ways: %v", err)
		}
		Fit(context.Background(), newModel(t, small, set, 1), set, Config{Epochs: 3, Batch: 7, Optimizer: &optim.Adam{}, Resume: c})
	})
}

// A checkpoint's file is one of the model as well: it predicts as the model did,
// and says of which epoch it is. With layers of one's own its recipe is needed.
func TestLoadTheModelOfACheckpoint(t *testing.T) {
	set := blobs(23, 1)
	config := func() Config { return Config{Batch: 7, Optimizer: &optim.Adam{}} }
	m, c := parts(t, small, set, config, 2)
	path := filepath.Join(t.TempDir(), "c.backup")
	if err := c.Save(path); err != nil {
		t.Fatal(err)
	}
	got, err := models.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	p, err1 := got.Predict(set.Image(3))
	want, err2 := m.Predict(set.Image(3))
	if err1 != nil || err2 != nil || !slices.Equal(p, want) || got.Last["epoch"] != "2" || got.Recipe != "small" {
		t.Errorf("it predicts %v (%v), want %v (%v), and is %s of epoch %s", p, err1, want, err2, got.Recipe, got.Last["epoch"])
	}
	own := small
	own.Layers = append(graph.Sequential{graph.Func(func(_ *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Square(x) })}, small.Layers...)
	_, c = parts(t, own, set, config, 1)
	if err := c.Save(path); err != nil {
		t.Fatal(err)
	}
	if _, err := models.Load(path); err == nil || !strings.Contains(err.Error(), "by the recipe \"small\"") {
		t.Errorf("layers of one's own: got %v, want an error that names the recipe", err)
	}
	got, err = models.LoadWith(path, models.LoadOptions{Recipe: &own})
	if err != nil || !slices.Equal(got.Params.Get("dense/kernel").Float32s(), c.Params.Get("dense/kernel").Float32s()) {
		t.Errorf("layers of one's own, with their recipe: %v", err)
	}
}

// A backup with a bit that is not its own is refused, or says the same: no training
// goes on from it to other numbers. With DIGITS_EVERY_BIT=1 each bit is tried.
func TestCheckpointDamageIsFound(t *testing.T) {
	content, err := aCheckpoint(t).Encode()
	if err != nil {
		t.Fatal(err)
	}
	step := 29
	if os.Getenv("DIGITS_EVERY_BIT") != "" {
		step = 1
	}
	damaged := bytes.Clone(content)
	for bit := 0; bit < 8*len(content); bit += step {
		damaged[bit/8] ^= 1 << (bit % 8)
		if c, err := ReadCheckpoint(damaged); err == nil {
			maps.DeleteFunc(c.model, func(_, text string) bool { return len(text) == 64 }) // the checksum under another name
			if again, err := c.Encode(); err != nil || !bytes.Equal(again, content) {
				t.Errorf("bit %d of byte %d: accepted as another checkpoint", bit%8, bit/8)
			}
		}
		damaged[bit/8] ^= 1 << (bit % 8)
	}
}
