package schedule

import (
	"strconv"
	"strings"

	"github.com/pkg/errors"
)

// Length is how long a training is, in steps.
type Length struct {
	Epoch int // of an epoch
	Total int // of all epochs
}

// Forms are the texts that [Parse] reads.
const Forms = "constant, exponential:FACTOR, step:EPOCHS,FACTOR, cosine or cosine:FLOOR"

// Parse reads a schedule for a training of that length:
//
//	constant
//	exponential:0.9   falls to 0.9 of itself within each epoch
//	step:5,0.5        is halved every 5 epochs
//	cosine            falls to 0 until the end along a cosine
//	cosine:0.1        falls to 0.1 of itself
//
// The error of another text lists these.
func Parse(text string, l Length) (Schedule, error) {
	name, rest, has := strings.Cut(text, ":")
	var numbers []float64
	for _, field := range strings.Split(rest, ",") {
		if !has {
			break
		}
		x, err := strconv.ParseFloat(field, 64)
		if err != nil || !(x >= 0 && x <= 1e9) {
			return nil, errors.Errorf("got %q, want numbers of at least 0 after the colon", text)
		}
		numbers = append(numbers, x)
	}
	epoch := float64(max(1, l.Epoch))
	switch {
	case name == "constant" && len(numbers) == 0:
		return Constant{}, nil
	case name == "exponential" && len(numbers) == 1 && numbers[0] > 0:
		return Exponential{Steps: epoch, Factor: numbers[0]}, nil
	case name == "step" && len(numbers) == 2 && numbers[0] > 0:
		return Step{Steps: numbers[0] * epoch, Factor: numbers[1]}, nil
	case name == "cosine" && len(numbers) == 0:
		return Cosine{Steps: float64(l.Total)}, nil
	case name == "cosine" && len(numbers) == 1 && numbers[0] <= 1:
		return Cosine{Steps: float64(l.Total), Floor: numbers[0]}, nil
	}
	return nil, errors.Errorf("got %q, want one of %s", text, Forms)
}
