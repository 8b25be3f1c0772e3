package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"digits/graph"
	"digits/models"
	"digits/optim"
)

// formats are those that the models are written in.
var formats = []string{".keras", ".h5", ".weights.h5", ".pth", ".safetensors"}

// written is what stands beside a file of the way back: what it must put out in the real
// library.
type written struct {
	From          string    `json:"from"`          // the stranger's file
	Inputs        string    `json:"inputs"`        // as in the stranger's
	Scale         string    `json:"scale"`         // as -scale takes it
	Logits        bool      `json:"logits"`        // the network puts them out, and not the probabilities
	Probabilities []float32 `json:"probabilities"` // ours

	Loss      string             `json:"loss"`      // as -loss takes it; "" for none
	Optimizer *optim.Description `json:"optimizer"` // nil: not known
}

// wayBack writes the models that are right, and reads them again.
func wayBack(folder, back string, rows []row) (results []row, err error) {
	if err := os.MkdirAll(back, 0o755); err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.result != "right" {
			continue
		}
		path := filepath.Join(folder, r.file)
		e, err := read(path + ".expected.json")
		if err != nil {
			return nil, err
		}
		o, err := options(e)
		if err != nil {
			return nil, err
		}
		m, err := models.LoadWith(path, o)
		if err != nil {
			return nil, err
		}
		inputs, err := e.inputs(folder)
		if err != nil {
			return nil, err
		}
		for _, format := range formats {
			result, err := again(m, e, inputs, filepath.Join(back, r.file+format), path)
			if err != nil {
				return nil, err
			}
			result.group = r.group
			results = append(results, result)
		}
	}
	return results, nil
}

// again writes a model, and reads it again. That a format of weights cannot be read again
// without a word of the person's is a refusal, as is a format that cannot hold it.
func again(m *models.Model, e expected, inputs []byte, path, from string) (row, error) {
	r := row{file: filepath.Base(path), result: "right"}
	want, err := m.Predict(inputs)
	if err != nil {
		return r, err
	}
	if err := m.Save(path); err != nil {
		return r.refused(err), os.RemoveAll(path)
	}
	text, err := json.Marshal(written{
		From: from, Inputs: e.Inputs, Scale: m.Scale.String(), Logits: m.Logits() && m.Outputs() > 1, Probabilities: want,
		Loss: lossOf(m), Optimizer: m.Optimizer,
	})
	if err == nil {
		err = os.WriteFile(path+".written.json", text, 0o644)
	}
	if err != nil {
		return r, err
	}
	o, err := options(e)
	if err != nil {
		return r, err
	}
	o.Scale = &m.Scale
	n, err := models.LoadWith(path, o)
	if err != nil {
		return r.refused(err), nil
	}
	got, err := n.Predict(inputs)
	if err != nil {
		return r, err
	}
	for i, w := range want {
		if got[i] != w {
			r.result, r.note = "wrong", fmt.Sprintf("%v comes back as %v; assumed: %s", w, got[i], strings.Join(n.Assumed, "; "))
		}
	}
	return r, nil
}

func lossOf(m *models.Model) string {
	if m.Loss == nil {
		return ""
	}
	return graph.LossText(m.Loss)
}

// refused is the result of a clear line, or of an unclear one.
func (r row) refused(err error) row {
	r.result, r.note = "refused", err.Error()
	if strings.Contains(r.note, "\n") || len(r.note) > 500 || !strings.Contains(r.note, ":") {
		r.result = "unclear"
	}
	return r
}
