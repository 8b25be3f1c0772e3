package data

import (
	"errors"
	"slices"
	"testing"
)

func TestInClasses(t *testing.T) {
	s := sample(3) // labels 0, 1, 2
	s.Classes, s.ClassNames = 3, []string{"1", "3", "7"}
	got, err := s.InClasses(10, nil)
	if err != nil || got.Classes != 10 || got.ClassNames != nil || !slices.Equal(got.Labels, []byte{1, 3, 7}) {
		t.Errorf("among ten digits: %+v, %v", got, err)
	}
	got, err = s.InClasses(4, []string{"7", "x", "3", "1"})
	if err != nil || got.ClassNames[1] != "x" || !slices.Equal(got.Labels, []byte{3, 2, 0}) || s.Labels[1] != 1 {
		t.Errorf("among names: %+v, %v", got, err)
	}
	if _, err = s.InClasses(5, nil); !errors.Is(err, ErrSet) {
		t.Errorf("among five digits: got error %v, want ErrSet", err)
	}
}
