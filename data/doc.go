// Package data knows what an example is, where it comes from, and in which
// order the examples are seen.
//
// An example is a grey image of Height x Width bytes, 0 (background) to 255
// (ink), and a label below Classes. A [Set] holds many of them as the bytes
// that the files hold; they become float32 only when a [Batch] is written into
// the memory that a network reads, by the [Scale] that its recipe asks for.
// The order of an epoch comes from [Order], a pure function of its arguments.
//
// [MNIST] reads the four files of MNIST, or of any other data set in the same
// form, from a folder. [ReadIDX] and [WriteIDX] are that form: IDX, as Yann
// LeCun, Corinna Cortes and Christopher Burges defined it beside THE MNIST
// DATABASE of handwritten digits.
//
// Whatever the bytes of a file, a reader returns an error, does not panic, and
// allocates no more than a small multiple of what the file really holds.
package data
