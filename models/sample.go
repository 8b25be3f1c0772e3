package models

import (
	"fmt"
	"math"

	"digits/graph"
)

// Sample predicts images (images, pixels), as Predict does, so many times with dropout
// and noise, and returns the means and the standard deviations (images, classes) of what
// comes out: how far the network is sure of it (Gal & Ghahramani, 2016). The seed decides
// the masks; in a sample each image has one of its own. A batch norm goes by its running
// statistics. A network that draws nothing is an error.
func (m *Model) Sample(pixels []byte, samples int, seed uint64) (mean, deviation []float32, err error) {
	size, outputs := m.Size(), m.Outputs()
	if len(pixels)%size != 0 || samples < 2 {
		return nil, nil, fmt.Errorf("models: sample: got %d bytes and %d samples, want a multiple of %d, the pixels of an image, and at least 2", len(pixels), samples, size)
	}
	options := graph.Options{Mode: graph.MonteCarlo, Batch: 1, Input: m.Input}
	if p, err := graph.Compile(m.Probabilities(), m.Params, options); err == nil {
		p.Close()
		return nil, nil, fmt.Errorf("models: sample: %s has neither dropout nor noise: all samples would be one", m.Recipe)
	}
	const most = 128 // images at once
	images := len(pixels) / size
	mean, deviation = make([]float32, images*outputs), make([]float32, images*outputs)
	clock := &graph.Clock{Seed: seed}
	for first := 0; first < images; first += options.Batch {
		options.Batch, options.Clock = min(most, images-first), clock
		p, err := graph.Compile(m.Probabilities(), m.Params, options)
		if err != nil {
			return nil, nil, err
		}
		defer p.Close()
		end := first + options.Batch
		if err := m.sample(p, clock, pixels[first*size:end*size], samples, mean[first*outputs:end*outputs], deviation[first*outputs:end*outputs]); err != nil {
			return nil, nil, err
		}
	}
	return mean, deviation, nil
}

// sample runs one batch's samples. Mean and deviation are Welford's.
func (m *Model) sample(p *graph.Program, clock *graph.Clock, pixels []byte, samples int, mean, deviation []float32) error {
	size := m.Size()
	means, squares := make([]float64, len(mean)), make([]float64, len(mean))
	for s := range samples {
		clock.Step++
		m.FeedImages(p, func(i int) []byte { return pixels[i*size : (i+1)*size] })
		if err := p.Run(); err != nil {
			return err
		}
		for i, y := range p.Output() {
			d := float64(y) - means[i]
			means[i] += d / float64(s+1)
			squares[i] += d * (float64(y) - means[i])
		}
	}
	for i := range mean {
		mean[i], deviation[i] = float32(means[i]), float32(math.Sqrt(squares[i]/float64(samples-1)))
	}
	return nil
}
