package main

import (
	"context"
	"time"

	"digits/data"
	"digits/internal/machine"
	"digits/models"
	"digits/train"
)

const (
	warmCalls   = 1000
	singleCalls = 10_000
	manyCalls   = 50
)

// measurePrediction predicts images one by one, then all of the test images at
// once, many times.
func (s settings) measurePrediction(ctx context.Context, w workload, test *data.Set) (line, error) {
	l := s.newLine(w)
	m, err := train.NewModel(w.recipe, test, seed)
	if err != nil {
		return l, err
	}
	p := predictor{model: m}
	p.time(test.Image(0))
	p.time(test.Pixels)
	l.Compile = round(p.total(), 2)
	for i := range warmCalls {
		p.time(test.Image(i % test.Len()))
	}
	p.seconds = nil
	for i := range singleCalls {
		p.time(test.Image(i % test.Len()))
	}
	l.prediction = &prediction{One: round(1e6*median(p.seconds), 2)}
	p.seconds = nil
	for range manyCalls {
		if err := ctx.Err(); err != nil {
			return l, err
		}
		p.time(test.Pixels)
	}
	l.Many = round(1e3*median(p.seconds), 3)
	l.Peak = round(machine.PeakMemory(), 1)
	return l, p.err
}

// predictor times calls, and keeps the first error.
type predictor struct {
	model   *models.Model
	seconds []float64
	err     error
}

func (p *predictor) time(pixels []byte) {
	start := time.Now()
	_, err := p.model.Predict(pixels)
	p.seconds = append(p.seconds, time.Since(start).Seconds())
	if p.err == nil {
		p.err = err
	}
}

func (p *predictor) total() float64 {
	sum := 0.0
	for _, s := range p.seconds {
		sum += s
	}
	return sum
}
