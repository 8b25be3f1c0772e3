package metrics

import (
	"cmp"
	"slices"
)

// Confusion is a confusion matrix: [true class][predicted class] examples.
type Confusion [][]int

// Confusion counts which class was taken for which.
func (p *Predictions) Confusion() Confusion {
	c := make(Confusion, p.Classes)
	for i := range c {
		c[i] = make([]int, p.Classes)
	}
	for i, label := range p.Labels {
		c[label][p.Predicted(i)]++
	}
	return c
}

// Support returns how many examples are of a class.
func (c Confusion) Support(class int) int {
	n := 0
	for _, count := range c[class] {
		n += count
	}
	return n
}

// Predicted returns how many examples were taken for a class.
func (c Confusion) Predicted(class int) int {
	n := 0
	for _, row := range c {
		n += row[class]
	}
	return n
}

// Examples returns how many examples were counted.
func (c Confusion) Examples() int {
	n := 0
	for class := range c {
		n += c.Support(class)
	}
	return n
}

// Correct returns how many were taken for what they are.
func (c Confusion) Correct() int {
	n := 0
	for class := range c {
		n += c[class][class]
	}
	return n
}

// Share returns which part of a true class was taken for a class, from 0 to 1;
// 0 of a class without examples.
func (c Confusion) Share(class, predicted int) float64 {
	return ratio(c[class][predicted], c.Support(class))
}

// Pair is a class that was taken for another.
type Pair struct {
	True      int     `json:"true"`
	Predicted int     `json:"predicted"`
	Count     int     `json:"count"`
	Share     float64 `json:"share"` // of the true class' examples
}

// MostConfused returns the n pairs that were confused most often, the most
// frequent first, in the order of their classes where equal; fewer if there are
// fewer.
func (c Confusion) MostConfused(n int) []Pair {
	var pairs []Pair
	for class, row := range c {
		for predicted, count := range row {
			if predicted != class && count > 0 {
				pairs = append(pairs, Pair{class, predicted, count, c.Share(class, predicted)})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b Pair) int { return cmp.Compare(b.Count, a.Count) })
	return pairs[:min(n, len(pairs))]
}

// ratio is a/b, and 0 of nothing, as scikit-learn's zero_division=0.
func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
