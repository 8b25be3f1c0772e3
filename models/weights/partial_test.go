package weights

import (
	"strings"
	"testing"
)

// The names are those that PEFT 0.17, diffusers' LoRA files and AutoGPTQ give.
func TestPartial(t *testing.T) {
	for name, want := range map[string]string{
		"base_model.model.fc1.lora_A.weight": "an adapter (LoRA, PEFT)",
		"unet.up.0.lora_down.weight":         "an adapter",
		"model.layers.0.mlp.qweight":         "quantised weights",
		"fc1.weight":                         "",
		"lora.weight":                        "",
		"scales.weight":                      "",
	} {
		err := Partial([]Array{{Name: "fc0.weight"}, {Name: name}})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
}
