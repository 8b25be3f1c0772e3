package graph

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// recordedSteps is one network of testdata/layers, whose README says more.
type recordedSteps struct {
	Loss       []float64
	Parameters map[string]recordedArray
	Outputs    any // rows, or rows by head
}

// recordedArray is all of a small array, or sums and samples of a larger one.
type recordedArray struct {
	Shape        []int
	Values       []float64
	Sum, Squares float64
	Samples      []float64
}

const (
	recordedInputs  = 12
	recordedHidden  = 6
	recordedClasses = 3
	recordedBatch   = 8
	recordedRows    = 24
	recordedLimit   = 1e-10 // what the README says a test may ask
)

// readRecorded reads a case of a library's file, as T has it.
func readRecorded[T any](t *testing.T, library, name string) (of T) {
	t.Helper()
	var reference struct{ Cases map[string]json.RawMessage }
	readReference(t, "layers/steps-layers-"+library+".json", &reference)
	if err := json.Unmarshal(reference.Cases[name], &of); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return of
}

// madeUp is the README's stream k of numbers.
func madeUp(k, i int) float64 { return float64(mix(uint32(i+7000003*k))) / (1 << 32) }

func madeUpRows(rows, columns int, value func(row, column int) float64) []float64 {
	x := make([]float64, 0, rows*columns)
	for r := range rows {
		for c := range columns {
			x = append(x, value(r, c))
		}
	}
	return x
}

func recordedX(row, column int) float64 { return madeUp(1, recordedInputs*row+column) }
func recordedLabel(row int) int         { return int(mix(uint32(row+7000003*2)) % recordedClasses) }

// recordedTable is the inputs in other scales, and a column that is the same
// everywhere.
func recordedTable(row, column int) float64 {
	if column == 11 {
		return 5
	}
	return recordedX(row, column)*math.Pow(3, float64(column%4)) + float64(column)
}

// recordedStart gives the denses the README's initial weights, by the number in
// their names.
func recordedStart(t *testing.T, net Layer) *Params {
	t.Helper()
	p := mustInit(t, net, recordedInputs)
	for name, w := range p.All() {
		layer, kind, _ := strings.Cut(name, "/")
		k := 0
		if text, numbered := strings.CutPrefix(layer, "dense_"); numbered {
			fmt.Sscan(text, &k)
		}
		for j := range w.Float32s() {
			switch kind {
			case "kernel":
				w.Float32s()[j] = float32(math.Sqrt(6/float64(w.Shape()[0]+w.Shape()[1])) * uniformOf(j+10000000*k+2001))
			case "bias":
				w.Float32s()[j] = float32(0.01 * uniformOf(j+10000000*k+5002000))
			}
		}
	}
	return p
}

// feed writes rows from..from+batch-1 into a float64 program.
func (c layerCase) feed(p *Program, from int) {
	value := c.x
	if value == nil {
		value = recordedX
	}
	n := p.Batch()
	copy(p.x.Float64s(), madeUpRows(n, recordedInputs, func(r, column int) float64 { return value(from+r, column) }))
	for head, t := range p.targets {
		if t.Dtype() == tensor.Int32 {
			for i := range n {
				t.Int32s()[i] = int32(recordedLabel(from + i))
			}
			continue
		}
		copy(t.Float64s(), madeUpRows(n, t.Shape()[1], func(r, column int) float64 {
			switch {
			case c.target != nil:
				return c.target(head, from+r, column)
			case column == recordedLabel(from+r):
				return 1
			}
			return 0
		}))
	}
}

// train makes 50 steps in float64 and returns the losses.
func (c layerCase) train(t *testing.T, params *Params, kerasAdam bool) (losses []float64) {
	t.Helper()
	examples := c.examples
	if examples == 0 {
		examples = recordedRows
	}
	programs := map[int]*Program{}
	var solver gorgonia.Solver = gorgonia.NewVanillaSolver(gorgonia.WithLearnRate(0.1))
	if c.adam {
		solver = gorgonia.NewAdamSolver()
	}
	for step := range 50 {
		from := step * recordedBatch % (recordedBatch * ((examples + recordedBatch - 1) / recordedBatch))
		n := min(recordedBatch, examples-from)
		p := programs[n]
		if p == nil {
			p = c.compile(t, params, n)
			programs[n] = p
		}
		c.feed(p, from)
		if c.move != nil {
			if err := c.move(p); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
		losses = append(losses, p.Loss())
		if c.adam && kerasAdam { // epsilon hat: 1e-7 beside the uncorrected root
			gorgonia.WithEps(1e-7 / math.Sqrt(1-math.Pow(0.999, float64(step+1))))(solver)
		}
		if err := solver.Step(p.Gradients()); err != nil {
			t.Fatal(err)
		}
	}
	return losses
}

func (c layerCase) compile(t *testing.T, params *Params, batch int) *Program {
	t.Helper()
	o := Options{Mode: Training, Batch: batch, Input: []int{recordedInputs}, Loss: c.loss, InputGradient: c.move != nil}
	p, err := compile(c.net, params, o, compiling{gradients: true, double: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// New layers and combinations of layers train as those of PyTorch and Keras do, from
// equal weights in float64: every loss of 50 steps, and the parameters, the running
// statistics and the outputs after them, to 1e-10.
func TestLayersTrainAsTheirs(t *testing.T) {
	for name, c := range layerCases() {
		t.Run(name, func(t *testing.T) {
			of, _, _ := strings.Cut(name, ",")
			library := "torch"
			if strings.Contains(of, "keras") {
				library = "keras"
			}
			want := readRecorded[recordedSteps](t, library, of)
			params := recordedStart(t, c.net).float64s()
			if c.start != nil {
				c.start(params)
			}
			compareAll(t, "loss", c.train(t, params, library == "keras"), want.Loss, recordedLimit)
			compareArrays(t, params, want.Parameters)
			c.compareOutputs(t, params, want.Outputs)
		})
	}
}

// compareArrays compares all parameters and state, and that there are no others.
func compareArrays(t *testing.T, params *Params, want map[string]recordedArray) {
	t.Helper()
	for name, w := range want {
		if strings.HasPrefix(name, "normalization/") {
			continue // in our layer, not among the parameters
		}
		got := params.Get(name)
		if got == nil || !slices.Equal(got.Shape(), w.Shape) {
			t.Errorf("%s is %v, want the shape %v", name, got, w.Shape)
			continue
		}
		values := got.Float64s()
		if w.Values != nil {
			compareAll(t, name, values, w.Values, recordedLimit)
			continue
		}
		sum, squares, samples := 0.0, 0.0, []float64{}
		for _, v := range values {
			sum, squares = sum+v, squares+v*v
		}
		for k := range 8 {
			samples = append(samples, values[k*(len(values)-1)/7])
		}
		compareAll(t, name, append(samples, sum, squares), append(slices.Clone(w.Samples), w.Sum, w.Squares), recordedLimit)
	}
	for name := range params.All() {
		if _, ok := want[name]; !ok {
			t.Errorf("there is %s, want only %v", name, slices.Sorted(maps.Keys(want)))
		}
	}
}

// compareOutputs compares what rows 0, 1 and 2 give in inference, by the logits.
func (c layerCase) compareOutputs(t *testing.T, params *Params, want any) {
	t.Helper()
	p, err := compile(c.net, params, Options{Batch: 3, Input: []int{recordedInputs}}, compiling{double: true})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	c.feed(p, 0)
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	if heads, ok := want.(map[string]any); ok {
		for name, rows := range heads {
			compareAll(t, "output of "+name, (*p.heads[name]).(*tensor.Dense).Float64s(), flatAny(rows), recordedLimit)
		}
		return
	}
	got, rows := p.output.(*tensor.Dense).Float64s(), flatAny(want)
	if p.scope.output.Op().String() == "softmax" {
		rows = softmaxOf(rows, recordedClasses)
	}
	compareAll(t, "output", got, rows, recordedLimit)
}

func flatAny(rows any) (x []float64) {
	for _, row := range rows.([]any) {
		for _, v := range row.([]any) {
			x = append(x, v.(float64))
		}
	}
	return x
}

func softmaxOf(logits []float64, classes int) []float64 {
	p := make([]float64, len(logits))
	for lo := 0; lo < len(p); lo += classes {
		sum := 0.0
		for i := range classes {
			p[lo+i] = math.Exp(logits[lo+i])
			sum += p[lo+i]
		}
		for i := range classes {
			p[lo+i] /= sum
		}
	}
	return p
}
