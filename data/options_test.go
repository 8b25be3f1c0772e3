package data

import "testing"

func TestParseSplit(t *testing.T) {
	for text, want := range map[string]Split{
		"100": {Count: 100}, "0.25": {Share: 0.25}, "25%": {Share: 0.25}, "1": {Count: 1},
		"0": {}, "1.5": {}, "-3": {}, "100%": {}, "": {}, "NaN": {}, "x": {},
	} {
		got, err := ParseSplit(text)
		if got != want || (err == nil) != (want != Split{}) {
			t.Errorf("%q: got %+v, %v, want %+v", text, got, err, want)
		}
	}
}

func TestSplitOf(t *testing.T) {
	for _, test := range []struct {
		split   Split
		n, want int
	}{
		{Split{}, 100, 20},
		{Split{}, 2, 1},
		{Split{Share: 0.5}, 7, 4},
		{Split{Count: 99}, 100, 99},
		{Split{Count: 100}, 100, 0},
		{Split{}, 1, 0},
	} {
		got, err := test.split.of(test.n)
		if got != test.want || (err == nil) != (test.want > 0) {
			t.Errorf("%+v of %d: got %d, %v, want %d", test.split, test.n, got, err, test.want)
		}
	}
}

func TestParseTranspose(t *testing.T) {
	for text, want := range map[string]Transpose{"auto": TransposeIfSeen, "yes": TransposeYes, "no": TransposeNo} {
		if got, err := ParseTranspose(text); err != nil || got != want {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
	if _, err := ParseTranspose("sideways"); err == nil {
		t.Error("sideways: no error")
	}
}
