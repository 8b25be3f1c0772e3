package data

import (
	"fmt"
	"math/bits"
)

// Check returns an error that wraps ErrSet unless the set has either pixels or
// values, Height x Width of them an example, a label below Classes for each
// example where there are classes, Outputs targets for each where there are
// outputs, and as many names as classes where there are names. The other methods
// rely on it: a set made by hand wants one call.
func (s *Set) Check() error {
	if err := s.check(); err != nil {
		return fmt.Errorf("data: %s: %w", s.Name, err)
	}
	return nil
}

func (s *Set) check() error {
	if err := s.checkExamples(); err != nil {
		return err
	}
	if err := s.checkTargets(); err != nil {
		return err
	}
	if s.ClassNames != nil && len(s.ClassNames) != s.Classes {
		return fmt.Errorf("%w: %d names of classes, want %d", ErrSet, len(s.ClassNames), s.Classes)
	}
	if s.Columns != nil && len(s.Columns) != s.Size() {
		return fmt.Errorf("%w: %d names of columns, want %d", ErrSet, len(s.Columns), s.Size())
	}
	return s.checkLabels()
}

func (s *Set) checkExamples() error {
	values, kind := len(s.Pixels), "bytes of pixels"
	if len(s.Values) > 0 {
		values, kind = len(s.Values), "values"
		if len(s.Pixels) > 0 {
			return fmt.Errorf("%w: %d bytes of pixels and %d values, want one of the two", ErrSet, len(s.Pixels), len(s.Values))
		}
	}
	some := values > 0 || len(s.Labels) > 0 || len(s.Targets) > 0
	if s.Height < 0 || s.Width < 0 || some && (s.Height == 0 || s.Width == 0) {
		return fmt.Errorf("%w: examples are %d x %d, want at least 1 x 1", ErrSet, s.Height, s.Width)
	}
	overflow, size := bits.Mul64(uint64(s.Height), uint64(s.Width))
	if overflow != 0 || size > 0 && uint64(values)%size != 0 {
		return fmt.Errorf("%w: %d %s, want examples of %d x %d", ErrSet, values, kind, s.Height, s.Width)
	}
	return nil
}

func (s *Set) checkTargets() error {
	overflow, total := bits.Mul64(uint64(max(s.Outputs, 0)), uint64(s.Len()))
	if s.Outputs < 0 || overflow != 0 || total != uint64(len(s.Targets)) {
		return fmt.Errorf("%w: %d targets, want %d for each of %d examples", ErrSet, len(s.Targets), s.Outputs, s.Len())
	}
	return nil
}

func (s *Set) checkLabels() error {
	if s.Classes <= 0 && len(s.Labels) == 0 {
		return nil
	}
	if len(s.Labels) != s.Len() {
		return fmt.Errorf("%w: %d labels of %d classes, want one for each of %d examples of %d x %d",
			ErrSet, len(s.Labels), s.Classes, s.Len(), s.Height, s.Width)
	}
	for i, label := range s.Labels {
		if int(label) >= s.Classes {
			return fmt.Errorf("%w: label of example %d is %d, want 0 to %d", ErrSet, i, label, s.Classes-1)
		}
	}
	return nil
}
