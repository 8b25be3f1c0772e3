package models_test

import (
	"fmt"
	"os"
	"path/filepath"

	"digits/models"
)

// A model predicts bytes as they come from an image, and comes back from its
// file without being told anything.
func Example() {
	m, err := models.New(models.KerasSmall, 28, 28, 10, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "model.safetensors")
	if err := m.Save(path); err != nil {
		fmt.Println(err)
		return
	}
	again, err := models.Load(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	blank := make([]byte, 28*28)
	probabilities, err := again.Predict(blank)
	if err != nil {
		fmt.Println(err)
		return
	}
	// Untrained, with biases of 0, a blank image is any digit.
	fmt.Printf("%s: %d classes, each %.1f\n", again.Recipe, len(probabilities), probabilities[models.ArgMax(probabilities)])
	// Output: keras-small: 10 classes, each 0.1
}
