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
