package lab

import "digits/data"

// Only returns the examples of so many classes from the first on, which become classes
// from 0; of those to train on at most so many.
func Only(source *data.Source, first, classes, examples int) *data.Source {
	few := *source
	few.Train, few.Test = only(source.Train, first, classes, examples), only(source.Test, first, classes, source.Test.Len())
	return &few
}

func only(s *data.Set, first, classes, examples int) *data.Set {
	few := &data.Set{Name: s.Name, Height: s.Height, Width: s.Width, Classes: classes}
	for i, label := range s.Labels {
		if c := int(label) - first; c >= 0 && c < classes && few.Len() < examples {
			few.Pixels, few.Labels = append(few.Pixels, s.Image(i)...), append(few.Labels, byte(c))
		}
	}
	return few
}
