package models

import (
	"bytes"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
)

// The members differ in all that they may: images or rows, scales, softmax or logits,
// normalisation with its state.
func ensembleMembers(t *testing.T) []*Model {
	t.Helper()
	normed := Recipe{Name: "normed", Scale: data.Raw, Loss: graph.SparseCategoricalCrossentropy{From: graph.FromLogits}, Layers: graph.Sequential{
		graph.Rescaling{Scale: 1. / 255}, graph.Dense{Units: 8}, graph.BatchNorm{}, graph.ReLU, graph.Dense{Units: graph.Classes},
	}}
	var members []*Model
	for i, r := range []Recipe{Keras, KerasDropout, Torch, normed} {
		m, err := New(r, 28, 28, 10, uint64(i))
		if err != nil {
			t.Fatal(err)
		}
		members = append(members, m)
	}
	return members
}

func TestEnsemblePredictsTheMean(t *testing.T) {
	members := ensembleMembers(t)
	e, err := Ensemble(members...)
	if err != nil {
		t.Fatal(err)
	}
	const n = 5
	want := make([]float64, n*10)
	for _, m := range members {
		y, err := m.Predict(images(n))
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range y {
			want[i] += float64(v) / float64(len(members))
		}
	}
	got, err := e.Predict(images(n))
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got {
		if !(math.Abs(float64(v)-want[i]) <= 1e-5) {
			t.Errorf("probability %d is %v, want %v", i, v, want[i])
		}
	}
	path := filepath.Join(t.TempDir(), "ensemble.safetensors")
	if err := e.Save(path); err != nil {
		t.Fatal(err)
	}
	loaded, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := loaded.Predict(images(n))
	if err != nil || !slices.Equal(again, got) {
		t.Errorf("loaded it predicts something else (%v)", err)
	}
	if loaded.Classes != 10 || loaded.Loss != e.Loss || loaded.Params.IsState("member3/batch_normalization/moving_mean") == false {
		t.Errorf("it is loaded as %v of %d classes", loaded.Loss, loaded.Classes)
	}
	var one, two bytes.Buffer
	if err1, err2 := e.Write(&one, ".safetensors"), loaded.Write(&two, ".safetensors"); err1 != nil || err2 != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Errorf("saved again it is another file (%v, %v)", err1, err2)
	}
	for _, path := range []string{"e.h5", "e.pth"} {
		if err := e.Save(filepath.Join(t.TempDir(), path)); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one line that it cannot be", path, err)
		}
	}
	members[0].Params.Get("dense/kernel").Float32s()[0] = 9
	if e.Params.Get("member0/dense/kernel").Float32s()[0] == 9 {
		t.Error("it shares the members' memory")
	}
}

// Of a loaded member and a fresh one, and of ensembles.
func TestEnsemblesOfAllKinds(t *testing.T) {
	m := mustNew(t, KerasSmall)
	path := filepath.Join(t.TempDir(), "m.safetensors")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	loaded, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	pair, err := Ensemble(loaded, m)
	if err != nil {
		t.Fatal(err)
	}
	all, err := Ensemble(pair, m)
	if err != nil {
		t.Fatal(err)
	}
	want, err1 := m.Predict(images(2))
	got, err2 := all.Predict(images(2))
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	for i, v := range got {
		if !(math.Abs(float64(v-want[i])) <= 1e-6) {
			t.Errorf("probability %d is %v, each member's %v", i, v, want[i])
		}
	}
}

func TestEnsembleRefuses(t *testing.T) {
	m := mustNew(t, KerasSmall)
	of := func(height, width, classes int) *Model {
		other, err := New(KerasSmall, height, width, classes, 1)
		if err != nil {
			t.Fatal(err)
		}
		return other
	}
	named := of(28, 28, 10)
	named.ClassNames = strings.Split("abcdefghij", "")
	other := of(28, 28, 10)
	other.ClassNames = strings.Split("ABCDEFGHIJ", "")
	for want, members := range map[string][]*Model{
		"got no models":                          nil,
		"member 1: it takes 64 numbers":          {m, of(8, 8, 10)},
		"member 1: it puts out 3 numbers of 3":   {m, of(28, 28, 3)},
		"member 2: its classes are [\"A\" \"B\"": {m, named, other},
	} {
		if _, err := Ensemble(members...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
