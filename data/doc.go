// Package data knows what an example is, where it comes from, and in which
// order the examples are seen.
//
// An example is a grey image of Height x Width bytes, 0 (background) to 255
// (ink), and a label below Classes; or a row of numbers, with a label, or with
// numbers to predict. A [Set] holds many of them as the bytes that the files hold;
// they become float32 only when a [Batch] is written into the memory that a network
// reads, by the [Scale] that its recipe asks for. The order of an epoch comes from
// [Order], a pure function of its arguments.
//
// [Open] reads a data set in the form in which it is: one reader a form. It finds
// out what lies at a path (place.go), what each file is by its first bytes
// (sniff.go) and its name (role.go), reads it (idx_numbers.go, npy.go, csv_read.go,
// picture_folder.go), and makes of all of them the same two sets (reading.go).
// [ReadIDX] and [WriteIDX] are MNIST's own form: IDX, as Yann
// LeCun, Corinna Cortes and Christopher Burges defined it beside THE MNIST
// DATABASE of handwritten digits.
//
// Whatever the bytes of a file, a reader returns an error, does not panic, and
// allocates no more than a small multiple of what the file really holds.
package data
