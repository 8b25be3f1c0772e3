package main

import (
	"slices"

	"digits/data"
	"digits/graph"
	"digits/models"
)

// inputShares returns, for each dense layer of a trained model, the share of its
// inputs in training that are not 0, the background of pixels: what its products
// cannot leave out.
func inputShares(m *models.Model, set *data.Set) ([]float64, error) {
	var shares []float64
	kept := 1.0 // by dropout, which is off in inference
	for i, l := range m.Layers {
		switch l := l.(type) {
		case graph.Dropout:
			kept *= 1 - l.Rate
		case graph.Dense:
			share, err := notZero(m, m.Layers[:i], set)
			if err != nil {
				return nil, err
			}
			shares = append(shares, round(kept*share, 3))
			kept = 1
		}
	}
	return shares, nil
}

// notZero returns the share of what the first layers put out for some images that
// is not 0; without dense layers, of all pixels.
func notZero(m *models.Model, first graph.Sequential, set *data.Set) (float64, error) {
	dense := slices.ContainsFunc(first, func(l graph.Layer) bool { _, ok := l.(graph.Dense); return ok })
	if !dense {
		return shareNotZero(set.Pixels), nil
	}
	const batch = 512
	images := min(batch, set.Len())
	p, err := graph.Compile(first, m.Params, graph.Options{Batch: images, Input: m.Input})
	if err != nil {
		return 0, err
	}
	defer p.Close()
	m.Scale.Apply(p.Input(), set.Pixels[:images*set.Size()])
	if err := p.Run(); err != nil {
		return 0, err
	}
	return shareNotZero(p.Output()), nil
}

func shareNotZero[T byte | float32](x []T) float64 {
	n := 0
	for _, v := range x {
		if v != 0 {
			n++
		}
	}
	return float64(n) / float64(len(x))
}
