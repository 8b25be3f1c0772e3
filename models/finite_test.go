package models

import (
	"math"
	"path/filepath"
	"strings"
	"testing"
)

// A model with weights that are no numbers is refused in every form, with the parameter
// and how many they are; its contents are listed still.
func TestNotFinite(t *testing.T) {
	for name, bad := range map[string]float64{"NaN": math.NaN(), "infinite": math.Inf(-1)} {
		m := mustNew(t, KerasSmall)
		values := m.Params.Get("dense_1/bias").Float32s()
		values[1], values[3] = float32(bad), float32(bad)
		for _, extension := range []string{".safetensors", ".h5", ".weights.h5", ".keras", ".pth"} {
			path := filepath.Join(t.TempDir(), "model"+extension)
			if err := m.Save(path); err != nil {
				t.Fatal(err)
			}
			_, err := Load(path)
			if err == nil || !strings.Contains(err.Error(), "bias has 2 of 10 values that are NaN or infinite") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s, %s: got %v", name, extension, err)
			}
			if c, err := ReadContents(path); err != nil || len(c.Arrays) != 4 {
				t.Errorf("%s, %s: its contents: %v", name, extension, err)
			}
		}
	}
}
