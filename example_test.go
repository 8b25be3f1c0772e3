package digits_test

import (
	"fmt"
	"image"
	"image/color"

	"digits"
)

// A stroke from top to bottom is a 1.
func ExampleRead() {
	img := image.NewGray(image.Rect(0, 0, 100, 100)) // black, as is the paper of a blackboard
	for y := 20; y < 80; y++ {
		for x := 46; x < 54; x++ {
			img.SetGray(x, y, color.Gray{255})
		}
	}
	answer, err := digits.Read(img)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Class)
	// Output: 1
}

func ExampleReader_Predict() {
	r, err := digits.Parse(digits.Weights)
	if err != nil {
		fmt.Println(err)
		return
	}
	image := make([]byte, 28*28) // like MNIST's: 0 for paper
	for y := 5; y < 23; y++ {
		image[28*y+13], image[28*y+14] = 255, 255
	}
	p, err := r.Predict(image)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(p), p[1] > 0.9)
	// Output: 10 true
}
