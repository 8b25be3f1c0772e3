package study

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func mustParse(t testing.TB, texts Texts) Space {
	t.Helper()
	s, err := ParseSpace(texts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestGridHasAllCombinations(t *testing.T) {
	s := mustParse(t, Texts{
		Arch: "keras", Units: "32, 128-64", Activation: "relu,relu(max_value=6, threshold=1)",
		Optimizer: "adam,sgd", LearningRate: "0.001,1e-2", Batch: "32",
	})
	var got []string
	for _, p := range s.points(1) {
		got = append(got, fmt.Sprint(p.UnitsText(), " ", p.Activation, " ", p.Optimizer, " ", p.LearningRate, " ", p.Batch))
	}
	var want []string
	for _, units := range []string{"32", "128-64"} {
		for _, activation := range []string{"relu", "relu(max_value=6, threshold=1)"} {
			for _, rest := range []string{"adam 0.001 32", "adam 0.01 32", "sgd 0.001 32", "sgd 0.01 32"} {
				want = append(want, units+" "+activation+" "+rest)
			}
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What a list leaves out is the recipe's: 784-128-128-10 with dropout 0.2, batch 32,
// Keras' Adam at 0.001, and Keras' SGD at 0.01 (keras.optimizers.SGD).
func TestSettingsAreFilledByTheRecipe(t *testing.T) {
	s := Study{Space: mustParse(t, Texts{Arch: "keras-dropout,keras", Optimizer: "adam,sgd"}), Runs: 2, Seed: 5, Epochs: 4}
	rate := 0.2
	dropout := Settings{"keras-dropout", []int{128, 128}, "relu", "adam", 0.001, 32, &rate, 4}
	sgd := dropout
	sgd.Optimizer, sgd.LearningRate = "sgd", 0.01
	keras := Settings{"keras", []int{512}, "relu", "adam", 0.001, 128, nil, 4}
	kerasSGD := keras
	kerasSGD.Optimizer, kerasSGD.LearningRate = "sgd", 0.01
	want := []Settings{dropout, sgd, keras, kerasSGD}
	if got := s.Settings(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	trials := s.Trials()
	if len(trials) != 8 || trials[0].Seed != 5 || trials[1].Seed != 6 || trials[1].Settings.Arch != "keras-dropout" || trials[7].Settings.Optimizer != "sgd" {
		t.Errorf("got the trials %+v", trials)
	}
}

// Random points are distinct, in their ranges, of three digits, and the same again.
func TestRandomPoints(t *testing.T) {
	s := mustParse(t, Texts{Arch: "keras", Units: "16..512-8", LearningRate: "1e-4..1e-1", Batch: "16..512", Dropout: "0..0.5", Random: 500})
	points := s.points(3)
	seen := map[string]bool{}
	for _, p := range points {
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		seen[string(text)] = true
		ok := len(p.Units) == 2 && p.Units[0] >= 16 && p.Units[0] <= 512 && p.Units[1] == 8 &&
			p.LearningRate >= 1e-4 && p.LearningRate <= 1e-1 && p.Batch >= 16 && p.Batch <= 512 && *p.Dropout >= 0 && *p.Dropout <= 0.5
		if !ok || fmt.Sprintf("%.2e", p.LearningRate) != fmt.Sprintf("%.2e", rounded(p.LearningRate, 'e', 2)) || *p.Dropout != rounded(*p.Dropout, 'f', 3) {
			t.Errorf("got %s", text)
		}
	}
	if len(points) != 500 || len(seen) != 500 {
		t.Errorf("got %d points, %d different ones, want 500", len(points), len(seen))
	}
	if !reflect.DeepEqual(s.points(3), points) || reflect.DeepEqual(s.points(4), points) {
		t.Error("the points are not a function of the seed")
	}
}

// On a log scale each of the three decades from 1e-4 to 1e-1 has a third of the
// draws, and the whole number k of 1..8 has the share log((k+1)/k)/log 9; on a linear
// scale each quarter has a quarter. A share's standard deviation is √(p(1-p)/n); five
// of them are allowed.
func TestDrawnNumbersHaveTheirDistribution(t *testing.T) {
	const n = 20000
	s := Space{
		Arch: []string{"keras"}, LearningRate: []Range{{1e-4, 1e-1}}, Batch: []Range{{1, 8}}, Dropout: []Range{{0, 0.8}},
	}
	counts := map[string]float64{}
	random := newRandom(1)
	for range n {
		p := s.draw(random)
		counts[fmt.Sprint("decade ", math.Ceil(math.Log10(p.LearningRate)-1e-9))]++
		counts[fmt.Sprint("whole ", p.Batch)]++
		counts[fmt.Sprint("quarter ", int(*p.Dropout/0.2))]++
	}
	want := map[string]float64{}
	for _, d := range []int{-3, -2, -1} {
		want[fmt.Sprint("decade ", d)] = 1. / 3
	}
	for k := 1; k <= 8; k++ {
		want[fmt.Sprint("whole ", k)] = math.Log(float64(k+1)/float64(k)) / math.Log(9)
	}
	for q := range 4 {
		want[fmt.Sprint("quarter ", q)] = 0.25
	}
	for name, p := range want {
		if got, allowed := counts[name]/n, 5*math.Sqrt(p*(1-p)/n); math.Abs(got-p) > allowed {
			t.Errorf("%s has a share of %.4f, want %.4f ± %.4f", name, got, p, allowed)
		}
	}
}

// A space that holds few points gives them all, and no more.
func TestRandomPointsOfASmallSpace(t *testing.T) {
	all := mustParse(t, Texts{Arch: "keras", LearningRate: "0.1,0.2,0.3", Random: 3})
	if got := all.points(1); len(got) != 3 {
		t.Errorf("got %d points of a grid of 3", len(got))
	}
	some := mustParse(t, Texts{Arch: "keras", Batch: "1..4", Random: 4})
	if got := some.points(1); len(got) != 4 {
		t.Errorf("got %d points of 4 batch sizes", len(got))
	}
	some.Random = 5
	if got := some.points(1); len(got) != 4 {
		t.Errorf("got %d points of 4 batch sizes, want all 4", len(got))
	}
}

// Every space that can be parsed comes back from its JSON.
func TestSpaceSurvivesJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		positive := rapid.Float64Range(1e-9, 1e9)
		r := rapid.Custom(func(t *rapid.T) Range {
			low := positive.Draw(t, "low")
			return Range{low, low * rapid.SampledFrom([]float64{1, 1.5, 1000}).Draw(t, "times")}
		})
		whole := rapid.Custom(func(t *rapid.T) Range {
			low := rapid.IntRange(1, 1000).Draw(t, "low")
			return Range{float64(low), float64(low + rapid.IntRange(0, 1).Draw(t, "more")*100)}
		})
		s := Space{
			Arch:         []string{"keras"},
			Units:        rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Shape { return rapid.SliceOfN(whole, 1, 4).Draw(t, "shape") }), 0, 3).Draw(t, "units"),
			LearningRate: rapid.SliceOfN(r, 0, 3).Draw(t, "lr"),
			Batch:        rapid.SliceOfN(whole, 0, 3).Draw(t, "batch"),
			Random:       rapid.IntRange(0, 9).Draw(t, "random"),
		}
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back Space
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if again, _ := json.Marshal(back); string(again) != string(text) || !reflect.DeepEqual(s.points(2), back.points(2)) {
			t.Errorf("%s comes back as %s", text, again)
		}
	})
}

func TestParseSpaceRefuses(t *testing.T) {
	long := strings.Repeat("1,", maxItems) + "1"
	for _, c := range []struct {
		texts Texts
		want  string
	}{
		{Texts{}, "arch: got none, want at least one of keras, "},
		{Texts{Arch: "resnet"}, `arch: got "resnet", want one of keras, `},
		{Texts{Arch: "keras,keras"}, "arch: got keras twice"},
		{Texts{Arch: "keras", Units: "0"}, `units: got "0", want whole numbers from 1 to 65536`},
		{Texts{Arch: "keras", Units: "99999999999999999999"}, `units: got "9999`},
		{Texts{Arch: "keras", Units: "32,,64"}, `units: got "", want`},
		{Texts{Arch: "keras", Units: "12.5"}, `units: got "12.5", want whole numbers`},
		{Texts{Arch: "keras", Units: "64..16"}, `units: got "64..16", want`},
		{Texts{Arch: "keras", Units: strings.Repeat("1-", 16) + "1"}, "want at most 16 hidden layers"},
		{Texts{Arch: "keras", Activation: "rellu"}, `activation: `},
		{Texts{Arch: "keras", Activation: "relu,relu"}, "activation: got relu twice"},
		{Texts{Arch: "keras", Optimizer: "adam,lbfgs"}, `optimizer: got "lbfgs", want one of sgd, `},
		{Texts{Arch: "keras", LearningRate: "0"}, "lr: got 0, want numbers above 0"},
		{Texts{Arch: "keras", LearningRate: "-1"}, "lr: got -1, want numbers above 0"},
		{Texts{Arch: "keras", LearningRate: "NaN"}, `lr: got "NaN", want a number`},
		{Texts{Arch: "keras", LearningRate: "inf"}, "lr: got +Inf, want"},
		{Texts{Arch: "keras", LearningRate: "fast"}, `lr: got "fast", want a number or a range as `},
		{Texts{Arch: "keras", LearningRate: "1e-1..1e-4", Random: 3}, `lr: got "1e-1..1e-4", want a range that goes from less to more`},
		{Texts{Arch: "keras", LearningRate: "1e-4..1e-1"}, "lr: got 0.0001..0.1, a range: "},
		{Texts{Arch: "keras", LearningRate: "0.1,1e-1"}, "lr: got 0.1 twice"},
		{Texts{Arch: "keras", Batch: "0"}, "batch: got 0, want whole numbers from 1 on"},
		{Texts{Arch: "keras", Batch: "1.5"}, "batch: got 1.5, want"},
		{Texts{Arch: "keras", Batch: long}, "batch: got 1001 items, want at most 1000"},
		{Texts{Arch: "torch", Dropout: "1"}, "dropout: got 1, want numbers from 0 to less than 1"},
		{Texts{Arch: "torch", Dropout: "NaN..0.5", Random: 2}, `dropout: got "NaN..0.5", want`},
		{Texts{Arch: "keras", Random: -1}, "random: got -1 points, want 1 to 100000"},
		{Texts{Arch: "keras", LearningRate: "0.1,0.2", Random: 3}, "random: got 3 points, the grid has only 2"},
	} {
		_, err := ParseSpace(c.texts)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: got %v, want %q", c.texts, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%q is not one line", err)
		}
	}
	var numbers []string
	for i := 1; i <= 1000; i++ {
		numbers = append(numbers, fmt.Sprint(i))
	}
	many := strings.Join(numbers, ",")
	if _, err := ParseSpace(Texts{Arch: "keras", Units: many, LearningRate: many, Batch: many}); err == nil || !strings.Contains(err.Error(), "more than 100000 points") {
		t.Errorf("got %v of a grid of 10^9 points", err)
	}
}

// Whatever a command line holds, it is a space that comes back from its JSON, or an
// error in one line.
func FuzzParseSpace(f *testing.F) {
	f.Add("keras,torch", "32,128-64,16..512", "relu,elu(alpha=0.5)", "adam,sgd", "1e-4..1e-1,0.5", "32", "0..0.5", 7)
	f.Add("own", "1-", "((", ",", "..", "1..", "-0", 0)
	f.Fuzz(func(t *testing.T, arch, units, activation, optimizer, lr, batch, dropout string, random int) {
		s, err := ParseSpace(Texts{arch, units, activation, optimizer, lr, batch, dropout, random})
		if err != nil {
			return
		}
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back Space
		if err := json.Unmarshal(text, &back); err != nil || back.check() != nil {
			t.Fatalf("%s: %v, %v", text, err, back.check())
		}
		if n, finite := s.size(); random == 0 && (!finite || n < 1 || n > maxTrials) {
			t.Errorf("%s has %d points", text, n)
		}
	})
}
