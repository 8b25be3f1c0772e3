package plot

import (
	"bytes"
	"html"
	"regexp"
	"strings"
)

// corrected mends what gonum's SVG leaves out: fonts to take where Liberation
// is not installed, the true type of its images, and sharp pixels.
func corrected(svg []byte) []byte {
	svg = bytes.ReplaceAll(svg, []byte("font-family:Liberation Sans;"), []byte("font-family:'Liberation Sans',Arial,Helvetica,sans-serif;"))
	svg = bytes.ReplaceAll(svg, []byte("data:image/jpg;base64,"), []byte("data:image/png;base64,"))
	return bytes.ReplaceAll(svg, []byte("<image "), []byte(`<image style="image-rendering:pixelated" `))
}

var (
	prologue = regexp.MustCompile(`(?s)^.*?<svg `)
	size     = regexp.MustCompile(`^<svg width="[^"]*" height="[^"]*" `)
)

// Inline returns an SVG that this package has made as an element of an HTML
// page, with a text for those who cannot see it. It is as wide as there is room,
// and what is black on white takes the page's own colours: currentColor on
// nothing, light or dark.
func Inline(svg []byte, alternative string) string {
	text := prologue.ReplaceAllString(string(svg), "<svg ")
	text = size.ReplaceAllString(text, `<svg role="img" aria-label="`+html.EscapeString(alternative)+`" fill="currentColor" `)
	return strings.NewReplacer("stroke:#000000", "stroke:currentColor", "fill:#FFFFFF", "fill:none").Replace(text)
}
