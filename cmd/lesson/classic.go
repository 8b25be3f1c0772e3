package main

import (
	"fmt"

	"digits/optim"
	"digits/optim/schedule"
	"digits/optim/surface"
)

// classic descends the surface that is asked for, from its customary start, and
// draws it.
func classic(n *notebook, s settings) error {
	if s.surface == "" {
		return nil
	}
	f, err := surface.Named(s.surface)
	if err != nil {
		return err
	}
	solver, err := optim.Choice{Name: s.optimizer, Form: optim.Keras, LearningRate: s.rate}.New(schedule.Length{})
	if err != nil {
		return err
	}
	path, err := f.Descend(solver, f.Start, s.steps)
	if err != nil {
		return err
	}
	if h := f.Func(path[len(path)-1]); h-h != 0 { // not finite
		path = path[:len(path)-1]
		n.text("The path leaves all bounds: the learning rate is too large.")
	}
	n.text("The surface %s, descended with %s, learning rate %g, from its customary start:", f.Name, s.optimizer, s.rate)
	rows, points := [][]string{{"step", "w1", "w2", "height"}}, make([][2]float64, len(path))
	for _, step := range milestones(len(path) - 1) {
		w := path[step]
		rows = append(rows, []string{fmt.Sprint(step), fmt.Sprintf("%.6g", w[0]), fmt.Sprintf("%.6g", w[1]), fmt.Sprintf("%.3e", f.Func(w))})
	}
	for i, w := range path {
		points[i] = [2]float64{w[0], w[1]}
	}
	n.table(rows)
	for _, m := range f.Minima {
		n.text("It is lowest at %v.", m.X)
	}
	return n.draw(s, f, "The surface "+f.Name, f.Name, []namedPath{{s.optimizer, points}})
}
