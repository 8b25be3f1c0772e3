// Package page is the style of this project's HTML pages: one file each that
// needs no network, light or dark as the reader's system is, from a phone's width
// on, with figures that take the page's colours.
package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
)

//go:embed common.html
var common string

//go:embed sort.js
var sorting string

// Template returns a page's template. Its text begins with
// {{template "head" TITLE}} and ends with {{template "end" FACTS}}, a list of
// [Fact]s; between them are a header and <main> with sections, in which
// {{template "figure" FIGURE}} shows a [Figure]. Where there is a table of the class
// sortable, {{template "sorting"}} makes its heads sort it. It may call percent and number,
// which write a share as 98.76 % and as 0.9876. A text that does not parse panics:
// it is part of the program.
func Template(text string) *template.Template {
	t := template.New("page").Funcs(template.FuncMap{
		"percent": func(x float64) string { return fmt.Sprintf("%.2f %%", 100*x) },
		"number":  func(x float64) string { return fmt.Sprintf("%.4f", x) },
	})
	script := `{{define "sorting"}}<script>` + sorting + `</script>{{end}}`
	return template.Must(template.Must(template.Must(t.Parse(common)).Parse(script)).Parse(text))
}

// Execute returns the page that the template makes of data.
func Execute(t *template.Template, data any) ([]byte, error) {
	var b bytes.Buffer
	err := t.Execute(&b, data)
	return b.Bytes(), err
}
