package pth

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"digits/internal/hostile"
	"digits/models/dtype"
)

// testdata/strangers.json has what PyTorch itself has in the files.
func TestReadStrangersFiles(t *testing.T) {
	type array struct {
		Shape  []int
		DType  dtype.Type
		Values []float32
	}
	type file struct {
		Key    string
		Unread []string
		Arrays map[string]array
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(readTestdata(t, "strangers.json"), &raw); err != nil {
		t.Fatal(err)
	}
	delete(raw, "modules")
	if len(raw) != 9 {
		t.Errorf("got %d files, want 9", len(raw))
	}
	for name, text := range raw {
		t.Run(name, func(t *testing.T) {
			var want file
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			f := mustRead(t, name)
			got := file{f.Key, append([]string{}, f.Unread...), map[string]array{}}
			for _, a := range f.Arrays {
				got.Arrays[a.Name] = array{a.Shape, a.SavedType(), a.Values}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if f := mustRead(t, "stranger-args.pth"); !f.Optimizer {
		t.Error("the optimizer's state was not seen")
	}
}

// The names are those of PyTorch's named_modules, with the activation and the
// dropout, which have no weights.
func TestReadModules(t *testing.T) {
	var want struct{ Modules []string }
	if err := json.Unmarshal(readTestdata(t, "strangers.json"), &want); err != nil {
		t.Fatal(err)
	}
	if got := mustRead(t, "stranger-args.pth").Modules; !slices.Equal(got, want.Modules) || len(got) != 5 {
		t.Errorf("got %q, want %q", got, want.Modules)
	}
	if got := mustRead(t, "stranger-kinds.pth").Modules; got != nil {
		t.Errorf("got %q of a plain dict, want none", got)
	}
}

func TestReadNamesWhatIsNone(t *testing.T) {
	for name, want := range map[string]string{
		"stranger-script.pt":         "a TorchScript archive, want a state dict: in Python, torch.save(torch.jit.load(path).state_dict(), ",
		"stranger-export.pt2":        "an exported program (torch.export, .pt2), want a state dict: in Python, torch.save(torch.export.load(path).state_dict, ",
		"stranger-module.pth":        `a whole module, of class "torch.nn.modules.container.Sequential"`,
		"stranger-module-legacy.pth": `a whole module, of class "torch.nn.modules.container.Sequential"`,
		"stranger-quantised.pth":     `"w": got a quantised tensor, want plain numbers: save the weights of the network before it was quantised`,
		"stranger-packed.pth":        `"0._packed_params._packed_params": got quantised weights, want plain numbers: save the weights of the network before it was quantised`,
		"stranger-float8.pth":        `"w": got float8_e4m3fn, want float32`,
		"stranger-complex.pth":       `"w": got complex64, want float32`,
		"stranger-sparse.pth":        `"w": got a tensor of a kind without plain elements, such as a sparse one`,
		"stranger-optimizer.pth":     "the state of an optimizer and no weights",
	} {
		data := readTestdata(t, name)
		if !Recognize(data) {
			t.Errorf("%s: it is not recognised", name)
		}
		err := hostile.Refused(t, data, func(data []byte) error { _, err := Read(data); return err })
		if err != nil && (!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "pickle") || len(err.Error()) > 300) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
}
