package pth

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"digits/internal/hostile"
)

const system = "\x80\x02}" + "X\x0d\x00\x00\x00little_endian\x88s."

// legacy is a file of a state dict, its keys, and what follows.
func legacy(program, keys, storages string) string {
	return "\x80\x02" + string(magic) + ".\x80\x02M\xe9\x03." + system + program + keys + storages
}

// legacyStorage is a storage as the legacy format names it, with a view.
func legacyStorage(kind, key, view string) string {
	return "(" + text("storage") + "ctorch\n" + kind + "\n" + text(key) + text("cpu") + number(1) + view + "tQ"
}

func TestReadRefusesHostileLegacyFiles(t *testing.T) {
	one := tensorOf(legacyStorage("FloatStorage", "k", "N"), 0, ")", ")")
	two := tensorOf(legacyStorage("DoubleStorage", "k", "N"), 0, ")", ")")
	viewed := tensorOf(legacyStorage("FloatStorage", "k", ")"), 0, ")", ")")
	dict, keys := stateDict(text("w"), one), "\x80\x02]"+text("k")+"a."
	elements := func(n uint64) string { return string(binary.LittleEndian.AppendUint64(nil, n)) }
	file, err := Read([]byte(legacy(dict, keys, elements(1)+"\x00\x00\x80\x3f")))
	if err != nil || file.Arrays[0].Values[0] != 1 {
		t.Fatalf("got %v, %v, want 1", file, err)
	}
	for name, c := range map[string]struct{ data, want string }{
		"magic number alone":   {"\x80\x02" + string(magic), "the file was cut"},
		"big-endian":           {strings.Replace(legacy(dict, keys, ""), "\x88s.", "\x89s.", 1), "little-endian"},
		"no keys":              {legacy(dict, "", ""), "the file was cut"},
		"keys in a dict":       {legacy(dict, "\x80\x02}.", ""), "in a dict, want a list"},
		"key of no storage":    {legacy(dict, "\x80\x02]"+text("x")+"a.", ""), `"x" in the list`},
		"key None":             {legacy(dict, "\x80\x02]Na.", ""), "type None"},
		"key twice":            {legacy(dict, "\x80\x02]"+text("k")+"a"+text("k")+"a.", elements(0)), `"k" in the list`},
		"key missing":          {legacy(dict, "\x80\x02].", ""), `no storage "k"`},
		"no storage":           {legacy(dict, keys, ""), "0 bytes left"},
		"storage of 2^64":      {legacy(dict, keys, elements(1<<64-1)), "the file was cut"},
		"storage of 2^62":      {legacy(dict, keys, elements(1<<62)+"1234"), "the file was cut"},
		"storage cut":          {legacy(dict, keys, elements(1)+"123"), "the file was cut"},
		"storage shorter":      {legacy(dict, keys, elements(0)), "0 bytes, want 1 elements"},
		"two types":            {legacy(stateDict(text("v"), one, text("w"), two), keys, ""), "4 and 8 bytes"},
		"view of a storage":    {legacy(stateDict(text("w"), viewed), keys, ""), "storage of 6 values"},
		"storage as in zip":    {legacy(stateDict(text("w"), vector(1)), keys, ""), "storage of 5 values"},
		"os.system in a key":   {legacy(dict, "\x80\x02cos\nsystem\n.", ""), `"os.system"`},
		"os.system in version": {"\x80\x02" + string(magic) + ".\x80\x02cos\nsystem\n.", `"os.system"`},
	} {
		t.Run(name, func(t *testing.T) {
			err := hostile.Refused(t, []byte(c.data), func(data []byte) error { _, err := Read(data); return err })
			if err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if _, err := Read([]byte("neither")); !errors.Is(err, ErrFormat) {
		t.Errorf("got %v, want ErrFormat", err)
	}
}
