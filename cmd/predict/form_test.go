package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits/internal/command"
)

const formFields = `name,x,y,width,height
left,0,0,0.4,1
right,0.4,0,0.6,1
empty,0.1,0,0.5,0.08
cut,0,0,0.5,1
`

// Test images 0 to 4 of MNIST are 7, 2, 1, 0, 4, side by side. A field without any
// mark is surely empty; one whose edge goes through the 1 is not sure.
func TestFields(t *testing.T) {
	folder := t.TempDir()
	fields := filepath.Join(folder, "form.csv")
	if err := os.WriteFile(fields, []byte("\ufeff"+formFields), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, scans := range []string{"a", "b"} { // of one name
		if err := os.Mkdir(filepath.Join(folder, scans), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	one := drawn(t, filepath.Join(folder, "a"), "scan.png", 0, 1, 2, 3, 4)
	two := drawn(t, filepath.Join(folder, "b"), "scan.png", 4, 3, 2, 1, 0)
	out := filepath.Join(folder, "read")
	code, said, errs := call("-fields", fields, "-out", out, one, two)
	if code != 0 || errs != "" || !strings.HasPrefix(said, "Wrote ") {
		t.Fatalf("exit code %d, %q, %q", code, said, errs)
	}
	table, err := os.ReadFile(filepath.Join(out, "fields.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(table))).ReadAll()
	if err != nil || len(rows) != 3 || strings.Join(rows[0], ",") != "file,left,right,empty,cut,unsure" {
		t.Fatalf("%v, %s", err, table)
	}
	for i, want := range [][]string{{one, "72", "104", ""}, {two, "40", "127", ""}} {
		row := rows[i+1]
		if !slices.Equal(row[:4], want) || row[5] != "cut" {
			t.Errorf("row %d is %q, want %q and that cut is not sure", i, row, want)
		}
	}
	for _, name := range []string{"scan-fields.png", "scan-2-fields.png"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
	missing := filepath.Join(folder, "none.png")
	code, said, errs = call("-fields", fields, missing, one)
	if code != 1 || !strings.Contains(said, missing+",,,,,left;right;empty;cut\n"+one+",72,104,,") || !strings.Contains(errs, "1 of 2 pictures") || strings.Count(errs, "\n") != 1 {
		t.Errorf("a missing scan: exit code %d, %q, %q", code, said, errs)
	}
}

func TestWrongFields(t *testing.T) {
	const head = "name,x,y,width,height\n"
	for file, want := range map[string]string{
		"":                              "want the columns",
		"a,0,0,1,1\n":                   "want the columns",
		head:                            "got no field",
		head + "a,0,0,1\n":              "wrong number of fields",
		head + "a,0,0,1,NaN\n":          `line 2: got height "NaN"`,
		head + "a,0,-0.1,1,1\n":         `line 2: got y "-0.1"`,
		head + "a,0,0,0,1\n":            "without any size",
		head + "a,0.6,0,0.5,1\n":        "outside of the page",
		head + "a,0,0,1,1\na,0,0,1,1\n": "line 3: got a second",
		head + ",0,0,1,1\n":             "without a name",
	} {
		if _, err := parseFields([]byte(file)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: got %v, want one line with %q", file, err, want)
		}
	}
	for _, other := range []string{"-page", "-json", "-naive", "-show", "-explain=x"} {
		if code, _, errs := call("-fields", "f.csv", other, "a.png"); code != command.ExitUsage || !strings.Contains(errs, "-fields: got") {
			t.Errorf("%s: exit code %d, %q", other, code, errs)
		}
	}
}
