package main

import (
	"math"
	"math/rand/v2"

	"digits/data"
	"digits/graph"
	"digits/models"
)

// sharpest multiplies u by the Hessian so many times, each time made to have length 1: it
// turns to the eigenvector whose eigenvalue is the largest in size. That, u·Hu, is returned.
// All of the model's parameters are trained ones.
func sharpest(m *models.Model, x graph.Examples, u map[string][]float64, times int) (value float64, err error) {
	o := graph.Options{Batch: len(x.Labels), Input: m.Input, Loss: m.Loss}
	for range times {
		scale(u, 1/math.Sqrt(dot(m, u, u)))
		next, err := graph.HessianVector(m.Net(), m.Params, o, x, u)
		if err != nil {
			return 0, err
		}
		value, u = dot(m, u, next), next
	}
	return value, nil
}

// A vector has a number for each of a model's weights, by parameter.

// random is normally distributed.
func random(m *models.Model, seed uint64) map[string][]float64 {
	u, r := map[string][]float64{}, rand.New(rand.NewPCG(seed, 1))
	for name, w := range m.Params.All() {
		for range w.DataSize() {
			u[name] = append(u[name], r.NormFloat64())
		}
	}
	return u
}

// dot adds up in the parameters' order, so that it is always the same to the bit.
func dot(m *models.Model, a, b map[string][]float64) (sum float64) {
	for _, name := range m.Params.Names() {
		for i, v := range a[name] {
			sum += v * b[name][i]
		}
	}
	return sum
}

func scale(u map[string][]float64, by float64) {
	for _, part := range u {
		for i := range part {
			part[i] *= by
		}
	}
}

// take returns a set's images and labels as the model is fed with them.
func take(set *data.Set, scale data.Scale) (x graph.Examples) {
	image := make([]float32, set.Size())
	for i, label := range set.Labels {
		scale.Apply(image, set.Image(i))
		for _, v := range image {
			x.Inputs = append(x.Inputs, float64(v))
		}
		x.Labels = append(x.Labels, int32(label))
	}
	return x
}
