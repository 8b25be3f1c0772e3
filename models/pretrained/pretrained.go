// Package pretrained carries a model for people's own digits in the program, so
// that it reads them with no training before.
//
// The file is what this command makes, to the byte, on any CPU with AVX2 or AVX-512:
//
//	go run ./cmd/train -arch own -out models/pretrained/own.safetensors
package pretrained

import (
	"sync"

	"digits"
	"digits/models"
)

// SHA256 is the file's, in hexadecimal.
const SHA256 = "9defa81665f7fd4e0cad4771ed5805f4d7aa24f69eb5eff920b845376e26678d"

var load = sync.OnceValues(func() (*models.Model, error) { return models.Read(digits.Weights) })

// Model returns the model. It is loaded at the first call and shared: its
// parameters must not be changed.
func Model() (*models.Model, error) { return load() }

// SureFrom is the probability from which an answer of the model counts as sure.
// On MNIST's test images, changed as augment.Full changes training images, it is the
// smallest multiple of 0.01 from which 99.5 % of the answers are right: twice as
// strict as the 99 % that people's own digits are to reach, because people write
// in ways that no augmentation draws.
const SureFrom = digits.SureFrom

// Sure reports whether the model's answer, the largest of the probabilities of an
// image, is one to rely on. Another model's certainty means something else.
func Sure(probabilities []float32) bool {
	return len(probabilities) > 0 && probabilities[models.ArgMax(probabilities)] >= SureFrom
}
