package models

import "digits/graph"

// wantsRow refuses a normalization of images or of rows of them.
func (s *kerasSettings) wantsRow() {
	if s.rank > 1 {
		s.fail("it normalizes along one of %d axes: only rows of numbers can be normalized here: put a Flatten before it in Keras, train, and save that", s.rank)
	}
}

func (n *kerasNetwork) batchNorm(s *kerasSettings, name string) graph.Layer {
	s.channelAxis(n.images)
	if !n.images {
		s.wantsRow()
	}
	if s.yes(false, "renorm") || s.take("virtual_batch_size") != nil {
		s.fail("it has renorm or a virtual batch size, which cannot be read")
	}
	return graph.BatchNorm{
		Name: name, Momentum: s.number(0.99, "momentum"), Epsilon: s.number(0.001, "epsilon"),
		NoScale: !s.yes(true, "scale"), NoCenter: !s.yes(true, "center"), Frozen: !s.yes(true, "trainable"),
	}
}

// normalization takes the statistics from the configuration, where they stand; else
// they are among the weights.
func (n *kerasNetwork) normalization(s *kerasSettings, name string) graph.Normalization {
	if s.yes(false, "invert") {
		s.fail("it is inverted, which cannot be read")
	}
	list := func(name string) []float64 { return numbersIn(s.take(name)) }
	l := graph.Normalization{Name: name, Mean: list("mean"), Variance: list("variance")}
	if l.Mean == nil {
		n.adapted = append(n.adapted, name)
	}
	return l
}
