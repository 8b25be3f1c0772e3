package schedule

import (
	"strconv"
	"strings"

	"github.com/pkg/errors"
)

// Forms are the texts that [Parse] reads.
const Forms = "constant, exponential:FACTOR, step:EPOCHS,FACTOR, cosine or cosine:FLOOR, onecycle or onecycle:MAX"

// Parse reads a schedule, which [For] gives the steps of a training:
//
//	constant
//	exponential:0.9   falls to 0.9 of itself within each epoch
//	step:5,0.5        is halved every 5 epochs
//	cosine            falls to 0 until the end along a cosine
//	cosine:0.1        falls to 0.1 of itself
//	onecycle:0.01     rises to 0.01, then falls until the end; onecycle, to the optimizer's rate
//
// The error of another text lists these.
func Parse(text string) (Schedule, error) {
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
	switch {
	case name == "constant" && len(numbers) == 0:
		return Constant{}, nil
	case name == "exponential" && len(numbers) == 1 && numbers[0] > 0:
		return Exponential{Epochs: 1, Factor: numbers[0]}, nil
	case name == "step" && len(numbers) == 2 && numbers[0] > 0:
		return Step{Epochs: numbers[0], Factor: numbers[1]}, nil
	case name == "cosine" && len(numbers) == 0:
		return Cosine{}, nil
	case name == "cosine" && len(numbers) == 1 && numbers[0] <= 1:
		return Cosine{Floor: numbers[0]}, nil
	}
	return oneCycle(text, name, numbers)
}

func oneCycle(text, name string, numbers []float64) (Schedule, error) {
	switch {
	case name != "onecycle", len(numbers) > 1:
	case len(numbers) == 0:
		return OneCycle{}, nil
	case numbers[0] > 0:
		return OneCycle{Max: numbers[0]}, nil
	}
	return nil, errors.Errorf("got %q, want one of %s", text, Forms)
}
