package study

import (
	"bytes"
	"context"

	"digits/models"
	"digits/train"
)

// putCheckpoint keeps the state in which a job has ended.
func putCheckpoint(ctx context.Context, files Files, job Job, c *train.Checkpoint) {
	if content, err := c.Encode(); err == nil {
		_ = files.Put(ctx, job.Checkpoint(), content) // whoever misses it trains from the start
	}
}

// getCheckpoint returns the state in which the rung before a job's has ended; nil
// if there is none, or none that can be read.
func getCheckpoint(ctx context.Context, files Files, job Job) *train.Checkpoint {
	if files == nil || job.From == 0 {
		return nil
	}
	before := job
	before.Epochs = job.From
	content, err := files.Get(ctx, before.Checkpoint())
	if err != nil {
		return nil
	}
	c, err := train.ReadCheckpoint(content)
	if err != nil || c.Epoch != job.From {
		return nil
	}
	return c
}

// putModel keeps a job's model.
func putModel(ctx context.Context, files Files, job Job, m *models.Model) {
	var b bytes.Buffer
	if err := m.Write(&b, ".safetensors"); err == nil {
		_ = files.Put(ctx, job.Model(), b.Bytes()) // whoever misses it trains again
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
