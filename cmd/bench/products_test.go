package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"digits/models"
)

// Of 784-16-10 the first layer has no input's gradient. Rates are positive, and
// what the networks share is measured once.
func TestProducts(t *testing.T) {
	code, stdout, stderr := call("-products", "-json", "-network", "784-16-10", "-batch", "32", "-threads", "1")
	var got products
	if err := json.Unmarshal([]byte(stdout), &got); code != 0 || err != nil {
		t.Fatalf("exit code %d, %v: stdout %q, stderr %q", code, err, stdout, stderr)
	}
	var names []string
	for _, p := range got.Products {
		names = append(names, p.Name)
		if !(p.Rate > 0 && p.Best >= p.Rate && p.Peak > 0) {
			t.Errorf("got %+v", p)
		}
	}
	want := []string{"NN 32x784x16", "TN 784x32x16", "NN 32x16x10", "TN 16x32x10", "NT 32x10x16"}
	if !slices.Equal(names, want) || got.Threads != 1 {
		t.Errorf("got %v on %d threads, want %v on 1", names, got.Threads, want)
	}
	var recipes []workload
	for _, r := range models.Programs() {
		recipes = append(recipes, recipeWorkload(r))
	}
	all := productsOf(recipes)
	slices.SortFunc(all, func(a, b product) int { return strings.Compare(a.Name, b.Name) })
	for i := range all[1:] {
		if all[i].Name == all[i+1].Name {
			t.Errorf("%s is there twice", all[i].Name)
		}
	}
}
