package train

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	file "github.com/maruel/safetensors"
	"gorgonia.org/tensor"

	"digits/graph"
	"digits/models"
	"digits/models/dtype"
	"digits/models/safetensors"
	"digits/optim"
)

// ReadCheckpoint reads what Encode returns. It allocates little more than the
// content's length, whatever that is.
func ReadCheckpoint(content []byte) (*Checkpoint, error) {
	c, err := readCheckpoint(content)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return c, nil
}

func readCheckpoint(content []byte) (*Checkpoint, error) {
	if len(content) > 8 && content[8] != '{' { // where a header begins
		return nil, notCheckpoint("it is no safetensors file")
	}
	f, err := safetensors.Parse(content)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	if got := f.Metadata[metaFormat]; got != models.CheckpointFormat {
		return nil, notCheckpoint("its format is %.40q, want %q", got, models.CheckpointFormat)
	}
	c := &Checkpoint{Params: &graph.Params{}, Optimizer: newState(), model: map[string]string{}}
	if c.Epoch, err = strconv.Atoi(f.Metadata[metaEpoch]); err != nil || c.Epoch < 1 {
		return nil, notCheckpoint("its epoch is %.40q, want a number from 1", f.Metadata[metaEpoch])
	}
	if c.Step, err = strconv.ParseUint(f.Metadata[metaStep], 10, 64); err != nil {
		return nil, notCheckpoint("its step is %.40q, want a number", f.Metadata[metaStep])
	}
	for _, key := range slices.Sorted(maps.Keys(f.Metadata)) {
		if numbered, ok := strings.CutPrefix(key, metaFact); ok {
			_, name, _ := strings.Cut(numbered, " ")
			c.of = append(c.of, fact{name, f.Metadata[key]})
		} else {
			c.model[key] = f.Metadata[key] // the format, epoch and step are overwritten
		}
	}
	for _, a := range f.Tensors {
		if err := c.add(a); err != nil {
			return nil, err
		}
	}
	if len(c.History) != c.Epoch {
		return nil, notCheckpoint("its history has %d epochs, want %d", len(c.History), c.Epoch)
	}
	return c, nil
}

func notCheckpoint(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrCheckpoint, fmt.Sprintf(format, args...))
}

func newState() optim.State {
	return optim.State{Numbers: map[string]float64{}, Tensors: map[string][]*tensor.Dense{}}
}

// add takes an array to where its name says.
func (c *Checkpoint) add(a file.Tensor) error {
	if a.Name == inHistory {
		return c.addHistory(a)
	}
	if name, ok := strings.CutPrefix(a.Name, inModel); ok {
		t, err := denseOf(a)
		if err != nil {
			return err
		}
		if t.Dtype() != tensor.Float32 {
			return notCheckpoint("%s is %s, want F32", a.Name, a.DType)
		}
		if err := c.Params.Add(name, t.Shape(), t.Float32s()); err != nil {
			return fmt.Errorf("%w: %w", ErrCheckpoint, err)
		}
		return nil
	}
	if name, ok := strings.CutPrefix(a.Name, inOptimizer); ok {
		return addTo(c.Optimizer, name, a)
	}
	if rest, ok := strings.CutPrefix(a.Name, inCallback); ok {
		callback, name, _ := strings.Cut(rest, "/")
		if _, ok := c.callbacks[callback]; !ok {
			if err := c.Put(callback, newState()); err != nil {
				return err
			}
		}
		return addTo(c.callbacks[callback], name, a)
	}
	return notCheckpoint("it has an array %.100q, want %s, %s…, %s… or %s…", a.Name, inHistory, inModel, inOptimizer, inCallback)
}

func (c *Checkpoint) addHistory(a file.Tensor) error {
	var names []string
	if text := c.model[metaMeasures]; text != "" {
		if err := json.Unmarshal([]byte(text), &names); err != nil {
			return notCheckpoint("its measures are %.40q, want a list of names", text)
		}
	}
	columns := historyColumns + 2*len(names)
	if a.DType != file.F64 || len(a.Shape) != 2 || a.Shape[1] != uint64(columns) {
		return notCheckpoint("its history is %s of shape %d, want F64 of (epochs, %d)", a.DType, a.Shape, columns)
	}
	for epoch := 1; len(a.Data) > 0; epoch++ {
		x := make([]float64, columns)
		for i := range x {
			x[i] = math.Float64frombits(binary.LittleEndian.Uint64(a.Data[8*i:]))
		}
		a.Data = a.Data[8*columns:]
		log := Log{
			Epoch: epoch, Loss: x[0], Accuracy: x[1], Validated: x[2] != 0, ValLoss: x[3], ValAccuracy: x[4], Seconds: x[5],
			Unclassified: c.model[metaUnclassified] != "",
		}
		for i, name := range names {
			log.Measured = append(log.Measured, Metric{name, x[historyColumns+i]})
			if log.Validated {
				log.ValMeasured = append(log.ValMeasured, Metric{name, x[historyColumns+len(names)+i]})
			}
		}
		c.History = append(c.History, log)
	}
	return nil
}

// addTo adds a number or a tensor to a state. The tensors of a name come in order,
// so that their number bounds the list.
func addTo(s optim.State, name string, a file.Tensor) error {
	index, of, isTensor := strings.Cut(name, "/")
	switch {
	case !isTensor && a.DType == file.F64 && len(a.Shape) == 0:
		s.Numbers[name] = math.Float64frombits(binary.LittleEndian.Uint64(a.Data))
		return nil
	case !isTensor:
		return notCheckpoint("%s is %s of shape %d, want a number, F64 of no axes", a.Name, a.DType, a.Shape)
	case index != strconv.Itoa(len(s.Tensors[of])):
		return notCheckpoint("it has %s where number %d is next", a.Name, len(s.Tensors[of]))
	}
	t, err := denseOf(a)
	if err == nil {
		s.Tensors[of] = append(s.Tensors[of], t)
	}
	return err
}

// denseOf copies an array of float32 or float64.
func denseOf(a file.Tensor) (*tensor.Dense, error) {
	if len(a.Data) == 0 || len(a.Shape) == 0 {
		return nil, notCheckpoint("%s has shape %d, want at least one axis, and none of 0", a.Name, a.Shape)
	}
	shape := make(tensor.Shape, len(a.Shape))
	for i, d := range a.Shape {
		shape[i] = int(d) // at most the file's length, since there are data
	}
	switch a.DType {
	case file.F32:
		return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(dtype.Float32.Decode(a.Data))), nil
	case file.F64:
		x := make([]float64, len(a.Data)/8)
		for i := range x {
			x[i] = math.Float64frombits(binary.LittleEndian.Uint64(a.Data[8*i:]))
		}
		return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(x)), nil
	}
	return nil, notCheckpoint("%s is %s, want F32 or F64", a.Name, a.DType)
}
