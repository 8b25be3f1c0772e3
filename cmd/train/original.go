package main

import "digits/models"

// original is how the program that a recipe reimplements reports its training.
type original struct {
	iterations bool // prints the running loss each 100 iterations, not a bar an epoch
	shows      bool // ends with the probabilities of a test image,
	image      int  // of this number,
	label      bool // and with its true label
}

// originals are those of the recipes that have one.
var originals = map[string]original{
	models.Keras.Name:       {shows: true},
	models.KerasLesson.Name: {shows: true, image: 1024, label: true},
	models.Torch.Name:       {iterations: true},
}
