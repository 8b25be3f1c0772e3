package study

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"digits/models"
	"digits/models/dtype"
)

// weightsSHA256 is that of the parameters' names, shapes and values, little-endian.
func weightsSHA256(m *models.Model) string {
	h := sha256.New()
	for _, a := range m.Weights() {
		fmt.Fprintf(h, "%s %v\n", a.Name, a.Shape)
		h.Write(dtype.Encode(nil, a.Values))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// putModel keeps a job's model.
func putModel(ctx context.Context, files Files, job Job, m *models.Model) {
	var b bytes.Buffer
	if err := m.Write(&b, ".safetensors"); err == nil {
		files.Put(ctx, job.Model(), b.Bytes()) // whoever misses it trains again
	}
}

// getModel returns the model that files have of a job; nil if they have none, or
// another than the one with those weights.
func getModel(ctx context.Context, files Files, job Job, weights string) *models.Model {
	if files == nil {
		return nil
	}
	content, err := files.Get(ctx, job.Model())
	if err != nil {
		return nil
	}
	m, err := models.Read(content)
	if err != nil || weightsSHA256(m) != weights {
		return nil
	}
	return m
}
