// Package augment changes images while a network is trained, so that it sees
// more hands than the data set has: it turns, shears, stretches and shifts them,
// distorts them elastically, makes strokes thinner and thicker, and draws
// strokes that people write but MNIST's writers mostly did not, such as the flag
// and the base of a 1, a 4 in one stroke, or the bar of a 7.
//
// What an image becomes is a pure function of the settings, the seed, the epoch
// and the image's index: it depends neither on other images nor on who computes
// it in which order. The bytes are the same on any CPU: a product is converted to
// its own type before it is added to something, since Go may otherwise fuse both,
// which rounds once instead of twice. (Package math may differ in a float64's last
// bit, which a float32 forgets but for one draw in some 10⁸.) The loops over an
// image's ink and pixels are in assembly where the CPU has AVX2, each with a twin
// in Go.
//
// Whatever is done to an image, its ink keeps its size and its
// centre of mass within some 2 pixels, and [Settings] allow for more play. So
// MNIST's digits stay as MNIST has them, the larger side 20 pixels, the centre of
// mass in the middle of 28x28, which is how a person's own digit is put before it
// is read.
//
// The elastic distortion is that of P. Simard, D. Steinkraus and J. Platt, Best
// Practices for Convolutional Neural Networks Applied to Visual Document
// Analysis, ICDAR 2003.
package augment
