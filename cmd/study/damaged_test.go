package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/train"
	"digits/train/study"
)

// Damage in the folder of a study that is done is said in a line; after what it says
// to do, the same command leaves the files that were there before.
func TestDamagedWhenDone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := []string{"-data", dataFolder(t, 240), "-dir", dir, "-arch", "keras-small", "-units", "4,8", "-batch", "16", "-epochs", "2", "-name", "s"}
	if code, _, errs := call(args...); code != 0 {
		t.Fatal(errs)
	}
	folder := filepath.Join(dir, "s")
	names := []string{"trials.csv", "settings.csv", "winner.safetensors", "winner.json", "study.json"}
	want := map[string]string{}
	for _, name := range names {
		want[name] = read(t, folder, name)
	}
	for name, cut := range map[string]bool{ // cut, or else a bit flipped
		"trials.csv": false, "settings.csv": true, "records.jsonl": true, "winner.json": true, "winner.safetensors": false, "study.json": true,
	} {
		path := filepath.Join(folder, name)
		text := []byte(read(t, path))
		if cut {
			text = text[:len(text)/3] // in the middle of a line
		} else {
			text[len(text)/2] ^= 1
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		code, _, errs := call(args...)
		if code != 1 || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, path) || !strings.Contains(errs, "remove ") {
			t.Errorf("%s: exit code %d, %q, want one line that says to remove it", name, code, errs)
		}
		remove := []string{name}
		if strings.Contains(errs, "remove both files") {
			remove = append(remove, "records.jsonl")
		}
		for _, name := range remove {
			if err := os.Remove(filepath.Join(folder, name)); err != nil {
				t.Fatal(err)
			}
		}
		code, _, errs = call(args...)
		if code != 0 || errs != "" {
			t.Errorf("%s: exit code %d, %q", name, code, errs)
		}
		for _, file := range names {
			if read(t, folder, file) != want[file] {
				t.Errorf("after damage to %s, %s has become another", name, file)
			}
		}
	}
}

// Every bit of the winner's file, flipped, leaves what it says, or is said.
func TestDamagedWinner(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, winnerFile)
	whole := winner{
		Settings: &study.Settings{}, Runs: []testedRun{{Seed: 7, ValAccuracy: 0.5, TestAccuracy: 0.25, TestLoss: 1}},
		TestAccuracy: train.Mean{Value: 0.25}, TestLoss: train.Mean{Value: 1}, Images: 100,
	}
	whole.Sum = whole.sum()
	text, err := json.MarshalIndent(whole, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, modelFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	write := func(text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(text)
	if got, err := loadWinner(folder); err != nil || got.Images != 100 {
		t.Fatalf("%+v, %v", got, err)
	}
	for bit := range 8 * len(text) {
		text[bit/8] ^= 1 << (bit % 8)
		write(text)
		got, err := loadWinner(folder)
		text[bit/8] ^= 1 << (bit % 8)
		if err == nil && (got == nil || got.sum() != whole.sum()) {
			t.Fatalf("bit %d of %q flipped: %+v, want an error", bit%8, text[bit/8], got)
		}
	}
}
