package data

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Options say what a data set's files leave open. The zero value lets Open find
// out, and say what it took for granted.
type Options struct {
	// Label is the column of a CSV file that is to be predicted: its name in the
	// heading, or its number, 1 the first, -1 the last.
	Label string
	// Regression: what is to be predicted is a number, not a class.
	Regression bool
	// Test is the part that is split off to test with where there is none. The
	// zero value is a fifth.
	Test Split
	// Seed decides which examples are split off.
	Seed uint64
	// Transpose says whether images lie on their side. The zero value looks.
	Transpose Transpose
}

// Split is a number of examples, or a share of them; the zero value is neither.
type Split struct {
	Count int
	Share float64 // above 0 and below 1
}

// ParseSplit reads a number of examples, such as "10000", or a share, such as
// "0.2" or "20%".
func ParseSplit(text string) (Split, error) {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return Split{Count: n}, nil
	}
	number, percent := strings.CutSuffix(text, "%")
	share, err := strconv.ParseFloat(number, 64)
	if percent {
		share /= 100
	}
	if err != nil || !(share > 0 && share < 1) {
		return Split{}, fmt.Errorf("data: got %q, want a number of examples, 1 or more, or a share, such as 0.2 or 20%%", text)
	}
	return Split{Share: share}, nil
}

// of returns how many of n examples the split takes: at least one, and not all.
func (s Split) of(n int) (int, error) {
	count := s.Count
	if count == 0 {
		share := s.Share
		if share == 0 {
			share = 0.2
		}
		count = max(1, int(math.Round(share*float64(n))))
	}
	if count < 1 || count >= n {
		return 0, fmt.Errorf("%w: got %d examples to split off to test with, want 1 to %d", ErrSet, count, n-1)
	}
	return count, nil
}

// Transpose says whether rows and columns of images are to be exchanged.
type Transpose uint8

// EMNIST's images are stored column by column, so that they lie on their side.
const (
	TransposeIfSeen Transpose = iota // if the images resemble MNIST's, but on their side
	TransposeYes
	TransposeNo
)

var transposeNames = [...]string{TransposeIfSeen: "auto", TransposeYes: "yes", TransposeNo: "no"}

// ParseTranspose reads "auto", "yes" or "no".
func ParseTranspose(text string) (Transpose, error) {
	for t, name := range transposeNames {
		if text == name {
			return Transpose(t), nil
		}
	}
	return 0, fmt.Errorf("data: transpose: got %q, want one of %q", text, transposeNames)
}
