package command

import (
	"os/exec"
	"path"
	"strings"
	"testing"
)

// go install ./... puts all programs into one folder: no two have one name.
func TestNamesOfPrograms(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{if eq .Name "main"}}{{.ImportPath}}{{end}}`, "./...")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	had := map[string]string{}
	for _, program := range strings.Fields(string(out)) {
		name := path.Base(program)
		if had[name] != "" {
			t.Errorf("%s and %s have one name", had[name], program)
		}
		had[name] = program
	}
	if len(had) < 10 {
		t.Errorf("got %d programs", len(had))
	}
}
