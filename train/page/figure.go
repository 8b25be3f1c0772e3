package page

import (
	"encoding/base64"
	"fmt"
	"html/template"

	"gonum.org/v1/plot/vg"

	"digits/train/plot"
)

// Figure is a picture of a page, and two files beside it.
type Figure struct {
	Name, Title, Alternative string // of the files; above it; for those who do not see it
	Drawing                  plot.Drawing
	Width, Height            vg.Length
	Themed                   bool // drawn of lines and text only, so that the page's colours can be its own
}

// save writes name.png and name.svg into a folder that exists.
func (f Figure) save(folder string) error {
	_, err := plot.Save(f.Drawing, f.Width, f.Height, folder, f.Name)
	return err
}

// HTML returns the figure for the page: drawn in the page's colours, or as an
// image on white.
func (f Figure) HTML() (template.HTML, error) {
	svg, err := plot.SVG(f.Drawing, f.Width, f.Height)
	if err != nil {
		return "", fmt.Errorf("page: %s: %w", f.Name, err)
	}
	if f.Themed {
		return template.HTML(plot.Inline(svg, f.Alternative)), nil
	}
	return template.HTML(fmt.Sprintf(`<img class="paper" alt="%s" src="data:image/svg+xml;base64,%s">`,
		template.HTMLEscapeString(f.Alternative), base64.StdEncoding.EncodeToString(svg))), nil
}
