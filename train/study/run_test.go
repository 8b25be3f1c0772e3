package study

import (
	"context"
	"encoding/json"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"digits/data"
	"digits/internal/stripes"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// source returns a data set on which a trial takes milliseconds.
func source(t testing.TB) *data.Source {
	t.Helper()
	s, err := data.MNIST(stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 120, Test: 30}))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// jobOf returns the job that trains settings on the data until an epoch.
func jobOf(t testing.TB, d *Data, s Settings, from, until int) Job {
	t.Helper()
	s, err := s.filled()
	if err != nil {
		t.Fatal(err)
	}
	return Job{Study: "test", Trial: Trial{s, 7}, From: from, Epochs: until, Plan: Plan{Version, d.SHA256, 20}}
}

// mustRun returns the result of a job.
func mustRun(t testing.TB, job Job, d *Data, files Files) Result {
	t.Helper()
	r, _, err := Run(context.Background(), job, d, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Result
}

// shelf is files in memory.
type shelf struct {
	sync.Mutex
	files map[string][]byte
}

func (s *shelf) Put(_ context.Context, name string, content []byte) error {
	s.Lock()
	defer s.Unlock()
	if s.files == nil {
		s.files = map[string][]byte{}
	}
	s.files[name] = content
	return nil
}

func (s *shelf) Get(_ context.Context, name string) ([]byte, error) {
	s.Lock()
	defer s.Unlock()
	if content, ok := s.files[name]; ok {
		return content, nil
	}
	return nil, ErrNoFile
}

func (s *shelf) Delete(_ context.Context, name string) error {
	s.Lock()
	defer s.Unlock()
	delete(s.files, name)
	return nil
}

func TestRunIsTrainingTheRecipe(t *testing.T) {
	d := NewData(source(t))
	got := mustRun(t, jobOf(t, d, Settings{Arch: "torch", Units: []int{16, 8}, Batch: 16, Epochs: 3}, 0, 3), d, nil)
	if want := 37*16 + 17*8 + 9*3; got.Parameters != want { // 36 pixels, 3 classes, a bias for each unit
		t.Errorf("got %d parameters, want %d", got.Parameters, want)
	}
	recipe, err := models.Torch.WithUnits(16, 8)
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.New(recipe, 6, 6, 3, 7)
	if err != nil {
		t.Fatal(err)
	}
	set, validation := d.Train.Slice(0, 100), d.Train.Slice(100, 120)
	history, err := train.Fit(context.Background(), m, set, train.Config{
		Epochs: 3, Batch: 16, Seed: 7, Validation: validation, Optimizer: &optim.Adam{LearningRate: 0.001, Epsilon: 1e-8},
	})
	if err != nil {
		t.Fatal(err)
	}
	last := history[2]
	if got.Weights != weightsSHA256(m) || got.Loss != last.Loss || got.Accuracy != last.Accuracy || got.ValLoss != last.ValLoss || got.ValAccuracy != last.ValAccuracy {
		t.Errorf("got %+v, want the weights %s and %+v", got, weightsSHA256(m), last)
	}
	if len(got.History) != 3 || got.History[2].ValLoss != last.ValLoss {
		t.Errorf("the history is %v", got.History)
	}
}

// Each axis changes what is trained.
func TestRunTakesEverySetting(t *testing.T) {
	d := NewData(source(t))
	half := 0.5
	seen := map[string]string{}
	for name, change := range map[string]func(*Settings){
		"nothing":    func(*Settings) {},
		"arch":       func(s *Settings) { s.Arch = "keras-dropout" },
		"units":      func(s *Settings) { s.Units = []int{8, 8, 8} },
		"activation": func(s *Settings) { s.Activation = "elu(alpha=0.5)" },
		"optimizer":  func(s *Settings) { s.Optimizer = "sgd" },
		"lr":         func(s *Settings) { s.LearningRate = 0.01 },
		"batch":      func(s *Settings) { s.Batch = 10 },
		"dropout":    func(s *Settings) { s.Dropout = &half },
	} {
		s := Settings{Arch: "torch", Units: []int{8, 8}, Batch: 20, Epochs: 1}
		change(&s)
		weights := mustRun(t, jobOf(t, d, s, 0, 1), d, nil).Weights
		if other, ok := seen[weights]; ok {
			t.Errorf("%s and %s give the same weights", name, other)
		}
		seen[weights] = name
	}
}

// A trial is the same whether it goes on from a checkpoint or not, alone or beside
// others, on however many cores.
func TestRunIsAPureFunction(t *testing.T) {
	d := NewData(source(t))
	for _, s := range []Settings{
		{Arch: "keras-dropout", Units: []int{16, 8}, Batch: 16, Epochs: 9},
		{Arch: "own", Units: []int{8}, Batch: 30, Epochs: 9, Optimizer: "nadam"}, // with augmentation and a schedule
	} {
		want := mustRun(t, jobOf(t, d, s, 0, 9), d, nil)
		files := &shelf{}
		for _, r := range [][2]int{{0, 1}, {1, 3}, {3, 9}} {
			job := jobOf(t, d, s, r[0], r[1])
			got := mustRun(t, job, d, files)
			if again := mustRun(t, job, d, nil); !reflect.DeepEqual(got, again) {
				t.Errorf("epochs %v: got %+v from the checkpoint, %+v from the start", r, got, again)
			}
			if r[1] == 9 && !reflect.DeepEqual(got, want) {
				t.Errorf("in three rungs: got %+v, want %+v", got, want)
			}
		}
		job := jobOf(t, d, s, 3, 9)
		at := strings.Replace(job.Checkpoint(), ".9.", ".3.", 1)
		if files.files[at] == nil {
			t.Fatalf("there is no %s, but %v", at, reflect.ValueOf(files.files).MapKeys())
		}
		for _, damaged := range [][]byte{nil, files.files[at][:100], files.files[strings.Replace(at, ".3.", ".1.", 1)]} {
			if got := mustRun(t, job, d, &shelf{files: map[string][]byte{at: damaged}}); !reflect.DeepEqual(got, want) {
				t.Errorf("with a checkpoint of %d bytes: got %+v, want %+v", len(damaged), got, want)
			}
		}
	}
}

// Checkpoints of another trial must not be taken for one's own.
func TestRunStartsAnewWhereTheCheckpointIsAnothers(t *testing.T) {
	d := NewData(source(t))
	files := &shelf{}
	other := jobOf(t, d, Settings{Arch: "keras", Units: []int{8}, Batch: 16, Epochs: 2}, 0, 1)
	mustRun(t, other, d, files)
	job := jobOf(t, d, Settings{Arch: "keras", Units: []int{16}, Batch: 16, Epochs: 2}, 1, 2)
	files.files[job.Trial.ID()+".1.checkpoint"] = files.files[other.Checkpoint()]
	if got, want := mustRun(t, job, d, files), mustRun(t, job, d, nil); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestRunManyAtOnce(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	d := NewData(source(t))
	job := jobOf(t, d, Settings{Arch: "torch", Batch: 20, Epochs: 2}, 0, 2)
	want := mustRun(t, job, d, nil)
	for cores := 1; cores <= 3; cores++ {
		runtime.GOMAXPROCS(cores)
		var running sync.WaitGroup
		for range 4 {
			running.Go(func() {
				if got := mustRun(t, job, d, &shelf{}); !reflect.DeepEqual(got, want) {
					t.Errorf("on %d cores: got %+v, want %+v", cores, got, want)
				}
			})
		}
		running.Wait()
		shared, _, err := run(context.Background(), job, d, nil, nil)
		if err != nil || !reflect.DeepEqual(shared, want) {
			t.Errorf("sharing %d cores: got %+v, %v, want %+v", cores, shared, err, want)
		}
	}
}

func TestRunOfWhatDiverges(t *testing.T) {
	d := NewData(source(t))
	for _, s := range []Settings{
		{Arch: "torch", Optimizer: "sgd", LearningRate: 1e30, Epochs: 3},
		{Arch: "keras", Optimizer: "sgd", LearningRate: 1e38, Activation: "linear", Batch: 100, Epochs: 2}, // the only step of an epoch: the validation meets it first
	} {
		job := jobOf(t, d, s, 0, s.Epochs)
		r, m, err := Run(context.Background(), job, d, &shelf{}, nil)
		if err != nil || m != nil {
			t.Fatalf("got the model %v and %v, want neither", m, err)
		}
		if !strings.Contains(r.Result.Failed, "loss is") || r.Result.Parameters == 0 || r.Result.Weights != "" {
			t.Errorf("got %+v, want a failure that names the loss", r.Result)
		}
		if _, err := json.Marshal(r); err != nil {
			t.Error(err)
		}
		if again := mustRun(t, job, d, nil); !reflect.DeepEqual(again, r.Result) {
			t.Errorf("again it comes to %+v, before to %+v", again, r.Result)
		}
	}
}

func TestRunRefuses(t *testing.T) {
	d := NewData(source(t))
	good := jobOf(t, d, Settings{Arch: "keras", Epochs: 1}, 0, 1)
	for want, change := range map[string]func(*Job){
		"version 9":        func(j *Job) { j.Plan.Version = 9 },
		"of the same data": func(j *Job) { j.Plan.DataSHA256 = strings.Repeat("0", 64) },
		"got 120 images":   func(j *Job) { j.Plan.Validation = 120 },
	} {
		job := good
		change(&job)
		if _, _, err := Run(context.Background(), job, d, nil, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r, _, err := Run(ctx, good, d, nil, nil); err == nil {
		t.Errorf("got %+v of an interrupted job, want an error", r)
	}
}

// What no study would offer is a result that says so, not a crash.
func TestRunOfImpossibleJobs(t *testing.T) {
	d := NewData(source(t))
	for want, change := range map[string]func(*Job){
		"parameters":           func(j *Job) { j.Trial.Settings.Units = []int{1 << 30} },
		"17 hidden layers":     func(j *Job) { j.Trial.Settings.Units = slices.Repeat([]int{1}, 17) },
		"got -1 units":         func(j *Job) { j.Trial.Settings.Units = []int{-1} },
		"got recipe":           func(j *Job) { j.Trial.Settings.Arch = "resnet" },
		"batch -3":             func(j *Job) { j.Trial.Settings.Batch = -3 },
		"epochs: got 0":        func(j *Job) { j.Epochs = 0 },
		"want 1 to 1":          func(j *Job) { j.Epochs = 2 },
		"optimizer: got":       func(j *Job) { j.Trial.Settings.Optimizer = "lbfgs" },
		"no dropout layer":     func(j *Job) { rate := 0.5; j.Trial.Settings.Dropout = &rate },
		"got activation \"rel": func(j *Job) { j.Trial.Settings.Activation = "rel" },
	} {
		job := jobOf(t, d, Settings{Arch: "keras", Epochs: 1}, 0, 1)
		change(&job)
		if r := mustRun(t, job, d, nil); !strings.Contains(r.Failed, want) || r.JobID != job.ID() {
			t.Errorf("got %+v, want a failure with %q", r, want)
		}
	}
}

// A job that goes on from a checkpoint trains only the rest.
func TestRunTellsItsEpochs(t *testing.T) {
	d := NewData(source(t))
	s := Settings{Arch: "keras", Units: []int{4}, Epochs: 3}
	files := &shelf{}
	mustRun(t, jobOf(t, d, s, 0, 1), d, files)
	job := jobOf(t, d, s, 1, 3)
	for _, c := range []struct {
		files Files
		want  []int
	}{{nil, []int{1, 2, 3}}, {files, []int{2, 3}}} {
		var epochs []int
		if _, _, err := Run(context.Background(), job, d, c.files, func(epoch int) { epochs = append(epochs, epoch) }); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(epochs, c.want) {
			t.Errorf("got the epochs %v, want %v", epochs, c.want)
		}
	}
	m, err := models.Read(files.files[job.Model()])
	if err != nil {
		t.Fatal(err)
	}
	if m.Last["epoch"] != "3" || m.Recipe != "keras" {
		t.Errorf("the model it keeps says %v of %s", m.Last, m.Recipe)
	}
}
