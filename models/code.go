package models

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"digits/graph"
)

// A network with layers that only code can make is saved with its recipe's name, how
// the recipe was changed, a description line by line, and what it puts out for two
// examples. It is loaded by the recipe of that name, if that makes the same.

// describeCode adds to a file's metadata what tells such a network.
func (m *Model) describeCode(meta map[string]string) error {
	structure, err := graph.Structure(m.Net(), m.Input, m.Params)
	if err != nil {
		return err
	}
	probe, err := m.probe()
	if err != nil && !errors.Is(err, errNotFinite) {
		return err
	}
	meta[metaFor] = strconv.Itoa(m.asked)
	for name, value := range map[string]any{metaStructure: structure, metaProbe: probe, metaChanges: m.changes} {
		text, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("models: %s: %w", name, err)
		}
		meta[name] = string(text)
	}
	return nil
}

// errNotFinite is the probe's of a network that has diverged, or that cannot take
// examples between 0 and 1.
var errNotFinite = errors.New("models: the network puts out NaN or infinite numbers")

// probe returns what the network puts out for two examples that are always the same:
// what a function of one's own computes shows in it.
func (m *Model) probe() ([]float64, error) {
	rows, err := m.probed()
	if err != nil {
		return nil, err
	}
	const most = 64
	var y []float64
	for _, v := range rows[:min(len(rows), most)] {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, errNotFinite
		}
		y = append(y, float64(v))
	}
	return y, nil
}

// probed returns the outputs for the two examples, row-major.
func (m *Model) probed() ([]float32, error) {
	const examples = 2
	p, err := m.Compile(graph.Options{Batch: examples, Whole: true})
	if err != nil {
		return nil, err
	}
	defer p.Close()
	x := p.Input()
	for i := range x {
		x[i] = float32(uint32(i)*2654435761>>24) / 255 // Knuth's multiplicative hash
	}
	if err := p.Run(); err != nil {
		return nil, err
	}
	return slices.Clone(p.Output()), nil
}

// followCode takes the layers of the recipe that a file names.
func (m *Model) followCode(meta map[string]string, o LoadOptions) error {
	r, err := o.recipe(m.Recipe)
	if err != nil {
		return fmt.Errorf("its network is made by code, by the recipe %q, which is none of %s: add it to package models, or load it in the program that made it, by LoadOptions.Recipe",
			m.Recipe, strings.Join(RecipeNames(), ", "))
	}
	var changes []string
	if err := json.Unmarshal([]byte(meta[metaChanges]), &changes); err != nil {
		return fmt.Errorf("%w: changes %.100q: %v", ErrFormat, meta[metaChanges], err)
	}
	if r.changes == nil {
		if r, err = r.changed(changes); err != nil {
			return err
		}
	}
	if err := json.Unmarshal([]byte(meta[metaStructure]), &m.structure); err != nil || len(m.structure) == 0 {
		return fmt.Errorf("%w: structure %.100q is no list of lines", ErrFormat, meta[metaStructure])
	}
	m.Layers, m.Loss, m.changes = r.Layers, r.Loss, r.changes
	m.asked, err = classesIn(meta[metaFor])
	return err
}

// checkCode reports a network that is not the one that the file is of: by its
// description, then by what it computes.
func (m *Model) checkCode(meta map[string]string) error {
	structure, err := graph.Structure(m.Net(), m.Input, m.Params)
	if err != nil {
		return err
	}
	if !slices.Equal(structure, m.structure) {
		return fmt.Errorf("the code of the recipe %s makes another network than the file is of: %s", m.Recipe, firstDifference(m.structure, structure))
	}
	var want []float64
	if err := json.Unmarshal([]byte(meta[metaProbe]), &want); err != nil {
		return fmt.Errorf("%w: probe %.100q: %v", ErrFormat, meta[metaProbe], err)
	}
	if want == nil {
		m.Assumed = append(m.Assumed, "the functions in its layers: its outputs were not finite when it was saved, and cannot be compared")
		return nil
	}
	got, err := m.probe()
	if err != nil {
		return err
	}
	if len(got) != len(want) {
		return fmt.Errorf("the code of the recipe %s puts out %d numbers, the file's network %d", m.Recipe, len(got), len(want))
	}
	largest := 0.0
	for _, v := range want {
		largest = max(largest, math.Abs(v))
	}
	for i, v := range want {
		if !(math.Abs(got[i]-v) <= probeTolerance*max(largest, 1e-30)) {
			return fmt.Errorf("the code of the recipe %s computes something else than when the file was written, by the same names and shapes: output %d of its probe is %.6g, was %.6g: a function in it has changed", m.Recipe, i, got[i], v)
		}
	}
	return nil
}

// probeTolerance is how far rounding on another CPU may go.
const probeTolerance = 1e-3

// firstDifference names the first lines that differ.
func firstDifference(file, code []string) string {
	for i := range max(len(file), len(code)) {
		line := func(lines []string) string {
			if i < len(lines) {
				return fmt.Sprintf("%.150q", lines[i])
			}
			return "nothing more"
		}
		if line(file) != line(code) {
			return fmt.Sprintf("the file has %s, the code %s", line(file), line(code))
		}
	}
	return "the lines differ"
}

// Code describes a network that only code can make, with what it puts out for examples
// of its own; "" for one that a file can describe.
func (m *Model) Code() (string, error) {
	if _, err := marshalLayers(m.Layers, m.asked); !madeByCode(err) {
		return "", err
	}
	structure, err := graph.Structure(m.Net(), m.Input, m.Params)
	if err != nil {
		return "", err
	}
	params, err := graph.Init(m.Net(), m.Input, 0) // those of the model may have been trained
	if err != nil {
		return "", err
	}
	fresh := m.Clone()
	fresh.Params = params
	probe, err := fresh.probe()
	if err != nil && !errors.Is(err, errNotFinite) {
		return "", err
	}
	return fmt.Sprintf("%s\n%.4g", strings.Join(structure, "\n"), probe), nil
}

// Guard checks a network with operations of gorgonia's own, before it is trained.
func (m *Model) Guard(seed uint64) (graph.Guarded, error) {
	return graph.Guard(m.Net(), m.Params, graph.CheckOptions{Input: m.Input, Classes: m.asked, Loss: m.Loss, Seed: seed})
}
