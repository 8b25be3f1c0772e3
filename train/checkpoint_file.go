package train

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	file "github.com/maruel/safetensors"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"

	"digits/internal/whole"
	"digits/models"
	"digits/models/dtype"
	"digits/models/safetensors"
	"digits/optim"
)

// ErrCheckpoint is the cause of errors about a file that is no checkpoint.
var ErrCheckpoint = errors.New("not a checkpoint of a training")

// A checkpoint is a safetensors file. Its metadata are the format, the epoch, the
// step, the arithmetic, the facts under "of ", and those of a model's file. Its arrays:
//
//	model/dense/kernel              a parameter
//	history                         (epochs, 6): loss, accuracy, 1 if validated, val_loss, val_accuracy, seconds;
//	                                then each metric of one's own, and each of the validation
//	optimizer/learning_rate         a number, a float64 of no axes
//	optimizer/0/exp_avg             a tensor of the first parameter
//	callback/NAME/wait              the same of a callback
const (
	metaFormat       = "format"
	metaEpoch        = "epoch"
	metaStep         = "step"
	metaUnclassified = "unclassified" // "yes" where accuracies have no meaning
	metaMeasures     = "measures"     // the names of metrics of one's own, as JSON
	metaArithmetic   = "arithmetic"   // kernel.Arithmetic of who made it
	metaFact         = "of "          // and a number, for their order, and the name

	inModel     = models.CheckpointWeights
	inHistory   = "history"
	inOptimizer = "optimizer/"
	inCallback  = "callback/"

	historyColumns = 6
)

// maxCheckpoint bounds what LoadCheckpoint reads: four times what a model's file
// may have, for the weights, two moments, and the best weights.
const maxCheckpoint = 4 << 30

// Encode returns the checkpoint as the bytes of a .safetensors file. A checkpoint
// always gives the same bytes.
func (c *Checkpoint) Encode() ([]byte, error) {
	f := &file.File{Metadata: maps.Clone(c.model)}
	if f.Metadata == nil {
		f.Metadata = map[string]string{}
	}
	f.Metadata[metaFormat] = models.CheckpointFormat
	f.Metadata[metaEpoch], f.Metadata[metaStep] = strconv.Itoa(c.Epoch), strconv.FormatUint(c.Step, 10)
	for i, fact := range c.of {
		f.Metadata[fmt.Sprintf("%s%02d %s", metaFact, i, fact.name)] = fact.text
	}
	for name, t := range c.Params.All() {
		f.Tensors = append(f.Tensors, arrayOf(inModel+name, t))
	}
	if err := c.describeHistory(f.Metadata); err != nil {
		return nil, err
	}
	f.Tensors = append(f.Tensors, c.historyArray())
	states := map[string]optim.State{inOptimizer: c.Optimizer}
	for name, s := range c.callbacks {
		if name == "" || strings.Contains(name, "/") {
			return nil, fmt.Errorf("train: checkpoint: got a callback %q, want a name without /", name)
		}
		states[inCallback+name+"/"] = s
	}
	for _, prefix := range slices.Sorted(maps.Keys(states)) {
		arrays, err := arraysOf(prefix, states[prefix])
		if err != nil {
			return nil, err
		}
		f.Tensors = append(f.Tensors, arrays...)
	}
	return c.bytes(f)
}

// bytes writes the file. What could not be read again is an error now, not when it
// is needed.
func (c *Checkpoint) bytes(f *file.File) ([]byte, error) {
	if c.Epoch < 1 || len(c.History) != c.Epoch {
		return nil, fmt.Errorf("train: checkpoint: got epoch %d with a history of %d, want as many, at least 1", c.Epoch, len(c.History))
	}
	var b bytes.Buffer
	size := 1 << 16 // of the header, about
	for _, a := range f.Tensors {
		if !utf8.ValidString(a.Name) || len(a.Data) == 0 {
			return nil, fmt.Errorf("train: checkpoint: got %q with %d bytes, want a name in UTF-8, and data", a.Name, len(a.Data))
		}
		size += len(a.Data)
	}
	b.Grow(size)
	if err := safetensors.WriteFile(&b, f); err != nil {
		return nil, fmt.Errorf("train: checkpoint: %w", err)
	}
	if _, err := safetensors.Parse(b.Bytes()); err != nil { // too many tensors
		return nil, fmt.Errorf("train: checkpoint: %w", err)
	}
	return b.Bytes(), nil
}

// Save writes the checkpoint, whole or not at all.
func (c *Checkpoint) Save(path string) error {
	content, err := c.Encode()
	if err != nil {
		return err
	}
	return whole.WriteFile(path, content)
}

// LoadCheckpoint reads what Save has written.
func LoadCheckpoint(path string) (*Checkpoint, error) {
	content, err := whole.ReadFile(path, maxCheckpoint)
	if err != nil {
		return nil, fmt.Errorf("train: checkpoint: %w", err)
	}
	c, err := readCheckpoint(content)
	if err != nil {
		return nil, fmt.Errorf("train: %s: %w", path, err)
	}
	return c, nil
}

// describeHistory says what the history's columns are, beyond the usual ones.
func (c *Checkpoint) describeHistory(meta map[string]string) error {
	if len(c.History) == 0 {
		return nil
	}
	last := c.History[len(c.History)-1]
	if last.Unclassified {
		meta[metaUnclassified] = "yes"
	}
	if len(last.Measured) == 0 {
		return nil
	}
	var names []string
	for _, m := range last.Measured {
		names = append(names, m.Name)
	}
	text, err := json.Marshal(names)
	meta[metaMeasures] = string(text)
	return err
}

func (c *Checkpoint) historyArray() file.Tensor {
	var data []byte
	columns := historyColumns
	for _, l := range c.History {
		validated := 0.0
		if l.Validated {
			validated = 1
		}
		row := []float64{l.Loss, l.Accuracy, validated, l.ValLoss, l.ValAccuracy, l.Seconds}
		for _, m := range l.Measured {
			row = append(row, m.Value)
		}
		for i := range l.Measured {
			value := 0.0
			if l.Validated {
				value = l.ValMeasured[i].Value
			}
			row = append(row, value)
		}
		columns = len(row)
		for _, x := range row {
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(x))
		}
	}
	return file.Tensor{Name: inHistory, DType: file.F64, Shape: []uint64{uint64(len(c.History)), uint64(columns)}, Data: data}
}

// arraysOf are the arrays of a state: its numbers, then its tensors.
func arraysOf(prefix string, s optim.State) (arrays []file.Tensor, err error) {
	for _, name := range slices.Sorted(maps.Keys(s.Numbers)) {
		if strings.Contains(name, "/") {
			return nil, fmt.Errorf("train: checkpoint: got a number %q, want a name without /", prefix+name)
		}
		data := binary.LittleEndian.AppendUint64(nil, math.Float64bits(s.Numbers[name]))
		arrays = append(arrays, file.Tensor{Name: prefix + name, DType: file.F64, Shape: []uint64{}, Data: data})
	}
	for _, name := range slices.Sorted(maps.Keys(s.Tensors)) {
		for i, t := range s.Tensors[name] {
			if t.IsScalar() {
				return nil, fmt.Errorf("train: checkpoint: got a scalar %q, want it among the numbers", prefix+name)
			}
			arrays = append(arrays, arrayOf(fmt.Sprintf("%s%d/%s", prefix, i, name), t))
		}
	}
	return arrays, nil
}

func arrayOf(name string, t *tensor.Dense) file.Tensor {
	a := file.Tensor{Name: name, DType: file.F32}
	for _, d := range t.Shape() {
		a.Shape = append(a.Shape, uint64(d))
	}
	if t.Dtype() == tensor.Float32 {
		a.Data = dtype.Encode(make([]byte, 0, 4*t.DataSize()), t.Float32s())
		return a
	}
	a.DType, a.Data = file.F64, make([]byte, 0, 8*t.DataSize())
	for _, x := range t.Float64s() {
		a.Data = binary.LittleEndian.AppendUint64(a.Data, math.Float64bits(x))
	}
	return a
}
