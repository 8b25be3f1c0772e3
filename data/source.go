package data

import "fmt"

// Source is where a network learns and where it is tested: two sets of equal
// Name, Height, Width and Classes.
type Source struct {
	Train, Test *Set
	From        string   // the folder or file
	Notes       []string // what was read, guessed and done, a line each, for people
}

// newSource makes a source of the four files of a folder. Its classes are those
// of the training labels.
func newSource(name, dir string, files [parts]*file) (*Source, error) {
	train, err := newSet(name, files[trainImages], files[trainLabels])
	if err != nil {
		return nil, err
	}
	test, err := newSet(name, files[testImages], files[testLabels])
	if err != nil {
		return nil, err
	}
	if test.Height != train.Height || test.Width != train.Width {
		return nil, fmt.Errorf("%s: %w: images are %d x %d pixels, want the training images' %d x %d",
			files[testImages].path, ErrSet, test.Height, test.Width, train.Height, train.Width)
	}
	for _, label := range train.Labels {
		train.Classes = max(train.Classes, int(label)+1)
	}
	test.Classes = train.Classes
	if err := test.check(); err != nil {
		return nil, fmt.Errorf("%s: %w (the highest training label)", files[testLabels].path, err)
	}
	return &Source{Train: train, Test: test, From: dir}, nil
}

// newSet joins images and labels; its Classes are still to be set.
func newSet(name string, images, labels *file) (*Set, error) {
	if len(images.Shape) != 3 || len(images.Values) == 0 {
		return nil, fmt.Errorf("%s: %w: shape is %v, want images x height x width: is it another file?",
			images.path, ErrSet, images.Shape)
	}
	if len(labels.Shape) != 1 {
		return nil, fmt.Errorf("%s: %w: shape is %v, want one dimension of labels: is it another file?",
			labels.path, ErrSet, labels.Shape)
	}
	if labels.Shape[0] != images.Shape[0] {
		return nil, fmt.Errorf("%s: %w: got %d labels for the %d images of %s",
			labels.path, ErrSet, labels.Shape[0], images.Shape[0], images.path)
	}
	return &Set{
		Name: name, Height: images.Shape[1], Width: images.Shape[2],
		Pixels: images.Values, Labels: labels.Values,
	}, nil
}
