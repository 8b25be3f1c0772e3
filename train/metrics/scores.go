package metrics

// Scores are those of a class, or means of several.
type Scores struct {
	Precision float64 `json:"precision"` // of those taken for the class, which share is of it
	Recall    float64 `json:"recall"`    // of those of the class, which share was taken for it
	F1        float64 `json:"f1"`        // the harmonic mean of both
	Support   int     `json:"support"`   // examples of the class
}

// PerClass returns each class' scores. A share of nothing is 0, as with
// scikit-learn's zero_division=0: the precision of a class that nothing was
// taken for, the recall of a class without examples.
func (c Confusion) PerClass() []Scores {
	scores := make([]Scores, len(c))
	for class := range c {
		right, support, predicted := c[class][class], c.Support(class), c.Predicted(class)
		scores[class] = Scores{
			Precision: ratio(right, predicted),
			Recall:    ratio(right, support),
			F1:        ratio(2*right, support+predicted),
			Support:   support,
		}
	}
	return scores
}

// Macro returns the plain means of the classes' scores, over all classes,
// also those without examples.
func (c Confusion) Macro() Scores {
	return c.mean(func(Scores) float64 { return 1 / float64(len(c)) })
}

// Weighted returns the means of the classes' scores, each class weighted by its
// examples.
func (c Confusion) Weighted() Scores {
	total := c.Examples()
	return c.mean(func(s Scores) float64 { return ratio(s.Support, total) })
}

func (c Confusion) mean(weight func(Scores) float64) (mean Scores) {
	for _, s := range c.PerClass() {
		w := weight(s)
		mean.Precision += w * s.Precision
		mean.Recall += w * s.Recall
		mean.F1 += w * s.F1
		mean.Support += s.Support
	}
	return mean
}
