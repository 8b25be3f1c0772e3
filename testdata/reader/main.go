// Command reader is another module's program that reads a digit.
package main

import (
	"fmt"
	"image"
	"image/color"
	"log"

	"digits"
)

func main() {
	img := image.NewGray(image.Rect(0, 0, 100, 100))
	for y := 20; y < 80; y++ {
		for x := 46; x < 54; x++ {
			img.SetGray(x, y, color.Gray{255})
		}
	}
	answer, err := digits.Read(img)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Class, "sure:", answer.Sure)
}
