package models

import (
	"fmt"
	"strconv"
	"sync"

	"digits/data"
	"digits/graph"
	"digits/optim"
)

// Model is a network with its parameters and its state. Predict is safe for
// concurrent use, but not while the parameters are trained.
type Model struct {
	Recipe       string // the recipe's name, for people
	Layers       graph.Sequential
	Input        []int    // shape of one example: (784) or (28, 28)
	Classes      int      // how many it tells apart; 0: it puts out other things than classes
	ClassNames   []string // nil: their numbers
	Columns      []string // what the numbers of a table's row are called; nil: not known
	Target       string   // and what is predicted of it
	Scale        data.Scale
	ScaleAssumed bool // nobody has said that it is this one
	Targets      Targets
	Loss         graph.Loss
	Params       *graph.Params
	Seed         uint64             // the run's seed
	Last         map[string]string  // the last line of the training's history
	Optimizer    *optim.Description // that has trained it; nil: not known
	Assumed      []string           // what Load had to assume, one line each, for people
	Run          *Run               // the training that has made it; nil: not known

	asked     int            // the classes that it was made for: what graph.Classes stands for
	classless bool           // its file says that it has no classes
	loaded    bool           // from a file: its loss may make no sense of its output
	lossless  bool           // what its file says of a loss is not known here
	lossOpen  bool           // its file does not say what the loss takes the output for
	changes   []string       // how the recipe was changed, for files of what only code can make
	structure []string       // what the file says of such a network; nil of others
	outline   *graph.Outline // nil: not known yet

	mu   sync.Mutex
	idle map[predictor][]*graph.Program // prediction programs by kind
}

// New makes a model of a recipe for examples of height x width numbers and so many
// classes; 0 for a network that puts out something else. The seed decides its initial
// weights.
func New(r Recipe, height, width, classes int, seed uint64) (*Model, error) {
	if height < 1 || width < 1 || classes < 0 || classes == 1 {
		return nil, fmt.Errorf("models: %s: got %dx%d images of %d classes, want at least 1x1 and 2", r.Name, height, width, classes)
	}
	m := &Model{
		Recipe:  r.Name,
		Layers:  r.Layers,
		Input:   r.input(height, width),
		Scale:   r.Scale,
		Loss:    r.Loss,
		Targets: r.Targets,
		Seed:    seed,
		asked:   classes,
		changes: r.changes,
	}
	params, err := graph.Init(m.Net(), m.Input, seed)
	if err != nil {
		return nil, fmt.Errorf("models: %s: %w", r.Name, err)
	}
	m.Params = params
	if err := m.settle(classes); err != nil {
		return nil, fmt.Errorf("models: %s: %w", r.Name, err)
	}
	return m, nil
}

// Net returns the network, with as many units for graph.Classes as the model was made
// for.
func (m *Model) Net() graph.Layer { return graph.WithClasses(m.Layers, m.asked) }

// Clone returns a copy that shares no parameters.
func (m *Model) Clone() *Model {
	return &Model{
		Recipe: m.Recipe, Layers: m.Layers, Input: m.Input, Classes: m.Classes, ClassNames: m.ClassNames, Columns: m.Columns, Target: m.Target, Run: m.Run, Scale: m.Scale, ScaleAssumed: m.ScaleAssumed, Targets: m.Targets, Loss: m.Loss,
		Params: m.Params.Clone(), Seed: m.Seed, Last: m.Last, Optimizer: m.Optimizer, Assumed: m.Assumed,
		asked: m.asked, classless: m.classless, changes: m.changes, structure: m.structure, outline: m.outline,
	}
}

// settle finds out what the network puts out, and checks that the loss takes it.
func (m *Model) settle(classes int) error {
	o, err := m.describe()
	if err != nil {
		return err
	}
	m.outline = o
	if m.lossOpen {
		m.Loss, m.lossOpen = graph.LossFrom(m.Loss, m.lossFrom()), false
	}
	if err := checkOutput(o, m.Loss); err != nil && m.loaded {
		if o.Kind != graph.Numbers {
			m.Assumed = append(m.Assumed, "a loss of probabilities: the file's takes logits, and the network ends with probabilities")
		}
		m.Loss = graph.LossFrom(m.Loss, graph.FromProbabilities) // as its library takes it
	} else if err != nil {
		return err
	}
	m.Classes = 0
	if n := m.Outputs(); m.Targets == SetTargets && len(o.HeadsOf) == 0 && classes > 0 && n >= classes && (n == classes || classifies(m.Loss)) {
		m.Classes = n
	}
	return nil
}

// ClassName is what a class is called: by its number, if it has no name.
func (m *Model) ClassName(class int) string {
	if class < len(m.ClassNames) {
		return m.ClassNames[class]
	}
	return strconv.Itoa(class)
}

// Outline tells what the network is made of and puts out.
func (m *Model) Outline() (*graph.Outline, error) {
	if m.outline == nil {
		o, err := m.describe()
		if err != nil {
			return nil, err
		}
		m.outline = o
	}
	return m.outline, nil
}

// describe makes the outline. What the graph does not tell, that the outputs are
// probabilities, their numbers do: a softmax by one's own operations, or one behind
// which there is another layer, would else get a second one.
func (m *Model) describe() (*graph.Outline, error) {
	o, err := graph.Describe(m.Net(), m.Input, m.Params)
	if err != nil || o.Kind != graph.Numbers || len(o.Output) != 1 || o.Output[0] < 2 || len(o.HeadsOf) > 0 {
		return o, err
	}
	rows, err := m.probed()
	if err == nil && distributions(rows, o.Output[0]) {
		o.Kind = graph.Distribution
	}
	return o, nil
}

// Size returns the number of pixels of an example.
func (m *Model) Size() int {
	n := 1
	for _, d := range m.Input {
		n *= d
	}
	return n
}

// Compile makes a program of the model: the options but for the examples' shape and the
// classes, which are the model's.
func (m *Model) Compile(o graph.Options) (*graph.Program, error) {
	o.Input, o.Classes = m.Input, m.asked
	return graph.Compile(m.Net(), m.Params, o)
}

// Fits reports a data set that is not whole, or has not the model's image size and
// classes.
func (m *Model) Fits(set *data.Set) error {
	if set == nil {
		return fmt.Errorf("models: there is no set, want one of at least one example")
	}
	if err := set.Check(); err != nil {
		return fmt.Errorf("models: %w", err)
	}
	if set.Len() == 0 {
		return fmt.Errorf("models: %s is empty, want at least one example", set.Name)
	}
	if set.Size() != m.Size() {
		return fmt.Errorf("models: %s has %dx%d images (%d pixels), the model wants %v (%d): take a model trained on such images",
			set.Name, set.Height, set.Width, set.Size(), m.Input, m.Size())
	}
	if m.Classes > 0 && set.Classes > m.Classes {
		return fmt.Errorf("models: %s has %d classes, the model knows %d", set.Name, set.Classes, m.Classes)
	}
	return nil
}
