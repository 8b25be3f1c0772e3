package stripes

import (
	"testing"

	"digits/data"
)

// The stripe of class 1 of 3 in images of 6 x 6 is rows 2 and 3: 150 brighter than
// noise below 100.
func TestFolder(t *testing.T) {
	source, err := data.MNIST(Folder(t, Set{Side: 6, Classes: 3, Train: 7, Test: 4}))
	if err != nil {
		t.Fatal(err)
	}
	if source.Train.Len() != 7 || source.Test.Len() != 4 || source.Train.Classes != 3 || source.Train.Height != 6 {
		t.Fatalf("got %d and %d images of %d classes", source.Train.Len(), source.Test.Len(), source.Train.Classes)
	}
	if source.Train.Labels[4] != 1 {
		t.Errorf("image 4 is of class %d, want 1", source.Train.Labels[4])
	}
	for p, v := range source.Train.Image(4) {
		if row := p / 6; (row == 2 || row == 3) != (v >= 150) {
			t.Errorf("row %d has a pixel of %d", row, v)
		}
	}
}
