package data

import "digits/data/scale"

// Scale says how a pixel's byte becomes a float32: package scale's, which knows nothing
// of sets.
type Scale = scale.Scale

// The known scales.
var (
	Unit   = scale.Unit   // byte/255: 0 to 1
	Signed = scale.Signed // (byte/255 - 0.5) / 0.5: -1 to 1
	Raw    = scale.Raw    // the byte: 0 to 255

	// NormalizedMNIST is Normalized by the mean and the deviation of MNIST's pixels.
	NormalizedMNIST = scale.NormalizedMNIST
)

// ScaleForms are what ParseScale reads.
const ScaleForms = scale.Forms

// Normalized returns (byte/255 - mean) / deviation, torchvision's Normalize.
func Normalized(mean, deviation float64) (Scale, error) { return scale.Normalized(mean, deviation) }

// ParseScale reads what Scale.String writes: unit, signed, raw, or a mean and a deviation.
func ParseScale(text string) (Scale, error) { return scale.Parse(text) }
