package lab

import "digits/data"

// Only returns the examples of so many classes from the first on, which become classes
// from 0; of those to train on at most so many.
func Only(source *data.Source, first, classes, examples int) *data.Source {
	few := *source
	of := func(s *data.Set, most int) *data.Set {
		return chosen(s, classes, first, func(class, n int) bool { return class >= first && class < first+classes && n < most })
	}
	few.Train, few.Test = of(source.Train, examples), of(source.Test, source.Test.Len())
	return &few
}

// Without returns the examples of a set that are not of a class.
func Without(s *data.Set, class int) *data.Set {
	return chosen(s, s.Classes, 0, func(c, _ int) bool { return c != class })
}

// chosen returns the images that take says, of a class and when there are n already, with
// classes from first on.
func chosen(s *data.Set, classes, first int, take func(class, n int) bool) *data.Set {
	few := &data.Set{Name: s.Name, Height: s.Height, Width: s.Width, Classes: classes}
	for i, label := range s.Labels {
		if take(int(label), few.Len()) {
			few.Pixels, few.Labels = append(few.Pixels, s.Image(i)...), append(few.Labels, label-byte(first))
		}
	}
	return few
}
