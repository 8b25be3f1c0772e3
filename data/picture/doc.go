// Package picture makes a person's own image of a digit into one like MNIST's:
// 28 x 28 pixels, light ink on black, the digit in a box of 20 x 20 with its
// centre of mass in the middle.
//
// Each stage is a function in a file of its own, a picture in and a picture out:
// [Decode] reads a file, [Invert] finds out whether the paper is light, [Ink]
// evens out the light that falls on it, [Unruled] takes away squares and lines,
// [Cleaned] leaves the strokes, [Cropped] and [Boxed] bring them to size, and
// [Centered] puts them in the middle. [Read] does all of them, and [Stages] keeps
// what each one gave. [Page] finds the digits of a picture of several. [Naive] is what
// tutorials do instead.
//
// The recipe is that of Y. LeCun, C. Cortes and C. J. C. Burges, THE MNIST
// DATABASE of handwritten digits: a box of 20 x 20 that keeps the aspect, centred
// by the centre of mass in 28 x 28.
package picture

// Size is the side of an image of MNIST, box that of the box which holds the
// digit.
const (
	Size = 28
	box  = 20
)
