package scale

import (
	"math/big"
	"slices"
	"strings"
	"testing"
)

// Every value against math/big at float32's 24 bits of mantissa, which rounds
// each operation to the nearest, as torchvision's float32 tensors do.
func TestScaleValue(t *testing.T) {
	float := func(x float64) *big.Float { return new(big.Float).SetPrec(24).SetFloat64(x) }
	for pixel := range 256 {
		unit := float(0).Quo(float(float64(pixel)), float(255))
		signed := float(0).Sub(unit, float(0.5))
		signed.Quo(signed, float(0.5))
		if want, _ := unit.Float32(); Unit.Value(byte(pixel)) != want {
			t.Errorf("Unit.Value(%d) = %v, want %v", pixel, Unit.Value(byte(pixel)), want)
		}
		if want, _ := signed.Float32(); Signed.Value(byte(pixel)) != want {
			t.Errorf("Signed.Value(%d) = %v, want %v", pixel, Signed.Value(byte(pixel)), want)
		}
	}
	for _, end := range []struct {
		scale     Scale
		low, high float32
	}{{Unit, 0, 1}, {Signed, -1, 1}} {
		if low, high := end.scale.Value(0), end.scale.Value(255); low != end.low || high != end.high {
			t.Errorf("%v is %v to %v, want %v to %v", end.scale, low, high, end.low, end.high)
		}
	}
}

func TestScaleApply(t *testing.T) {
	const canary = 7
	for _, scale := range []Scale{Unit, Signed, Raw, mnistsOwn(t)} {
		for length := range 50 {
			pixels := make([]byte, length)
			for i := range pixels { // runs of background, of ink, and both within eight
				if i%16 > 11 || i > 30 {
					pixels[i] = byte(37*i + 1)
				}
			}
			got := slices.Repeat([]float32{canary}, length+1)
			scale.Apply(got, pixels)
			for i, pixel := range pixels {
				if got[i] != scale.Value(pixel) {
					t.Fatalf("%v, %d pixels: got[%d] = %v, want %v", scale, length, i, got[i], scale.Value(pixel))
				}
			}
			if got[length] != canary {
				t.Fatalf("%v, %d pixels: wrote beyond them", scale, length)
			}
		}
	}
}

func TestParse(t *testing.T) {
	for _, scale := range []Scale{Unit, Signed, Raw, mnistsOwn(t)} {
		if got, err := Parse(scale.String()); err != nil || got != scale {
			t.Errorf("Parse(%q) = %v, %v", scale, got, err)
		}
	}
	for _, name := range []string{"", "Unit", "minmax", "1", "0.1,0", "0.1,-1", "NaN,1", "0,Inf", "1,2,3"} {
		_, err := Parse(name)
		if err == nil || !strings.Contains(err.Error(), "want") {
			t.Errorf("Parse(%q): got error %v, want one that says what is wanted", name, err)
		}
	}
	for text, want := range map[string]Scale{"0.5,0.5": Signed, "0,1": Unit} {
		if got, err := Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
}

// mnistsOwn is torchvision's usual Normalize for MNIST.
func mnistsOwn(t *testing.T) Scale {
	s, err := Normalized(0.1307, 0.3081)
	if err != nil {
		t.Fatal(err)
	}
	if low, high := s.Value(0), s.Value(255); low != -0.42421296 || high != 2.8214867 { // PyTorch's
		t.Errorf("Normalize(0.1307, 0.3081) is %v to %v, want -0.42421296 to 2.8214867", low, high)
	}
	return s
}
