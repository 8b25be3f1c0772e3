package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/draw"
	"image/png"
	"net/http"
	"testing"
)

// sideBySide returns lines in a row, each on paper of side x side pixels.
func sideBySide(t testing.TB, side int, lines ...[]point) []byte {
	t.Helper()
	row := image.NewGray(image.Rect(0, 0, len(lines)*side, side))
	for i, line := range lines {
		img, err := png.Decode(bytes.NewReader(drawn(t, line, side)))
		if err != nil {
			t.Fatal(err)
		}
		draw.Draw(row, image.Rect(i*side, 0, (i+1)*side, side), img, image.Point{}, draw.Src)
	}
	var file bytes.Buffer
	if err := png.Encode(&file, row); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// A picture of several digits is read, each in its box: the strokes go from a
// quarter to three quarters of the side in a 7, along its middle in a 1.
func TestSheet(t *testing.T) {
	const side = 200
	w := request{method: "POST", target: "/api/page?model=own", kind: "image/png", body: sideBySide(t, side, seven, one, seven)}.to(newHandler(embedded(t), "127.0.0.1", nil))
	var s sheet
	if err := json.Unmarshal(w.Body.Bytes(), &s); err != nil || w.Code != http.StatusOK {
		t.Fatalf("status %d, %v: %s", w.Code, err, w.Body)
	}
	if s.Text != "717" || s.Width != 3*side || s.Height != side || len(s.Digits) != 3 || s.Model != "own" {
		t.Fatalf("got %+v, want 717 in %d x %d", s, 3*side, side)
	}
	for i, middle := range []int{side / 2, side + side/2, 2*side + side/2} {
		d := s.Digits[i]
		if got := (d.Box[0] + d.Box[2]) / 2; !d.Sure || got < middle-5 || got > middle+5 || d.Box[1] < 20 || d.Box[3] > 190 {
			t.Errorf("digit %d: sure %v, box %v, want its middle at %d", i, d.Sure, d.Box, middle)
		}
	}
}
