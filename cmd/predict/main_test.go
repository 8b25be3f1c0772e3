package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/data"
	"digits/data/picture"
	"digits/internal/command"
	"digits/models"
)

func call(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = command.Run(context.Background(), "predict", predict, args, &out, &errs)
	return code, out.String(), errs.String()
}

// drawn writes a picture of a test image of MNIST as a person would send it: dark
// on light paper, ten times as large.
func drawn(t *testing.T, folder, name string, images ...int) string {
	t.Helper()
	source, err := data.MNIST("")
	if err != nil {
		t.Skip("no MNIST here: ", err)
	}
	const scale = 6
	side := picture.Size * scale
	img := image.NewGray(image.Rect(0, 0, side*len(images), side+40))
	for i := range img.Pix {
		img.Pix[i] = 230
	}
	for k, i := range images {
		pixels := source.Test.Image(i)
		for y := range side {
			for x := range side {
				img.SetGray(k*side+x, y+20, color.Gray{230 - uint8(0.8*float64(pixels[y/scale*picture.Size+x/scale]))})
			}
		}
	}
	path := filepath.Join(folder, name)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// The labels of MNIST's test images 0 to 4 are 7, 2, 1, 0, 4.
func TestPredict(t *testing.T) {
	folder := t.TempDir()
	seven, two := drawn(t, folder, "a.png", 0), drawn(t, folder, "b.png", 1)

	code, out, errs := call("-show", seven)
	if code != 0 || errs != "" || !strings.HasPrefix(out, seven+": 7, probability 0.9") || !strings.Contains(out, "█") || strings.Count(out, "\n") < 24 {
		t.Errorf("one picture: exit code %d, %q, %q", code, out, errs)
	}
	code, out, errs = call(folder)
	if want := []string{seven + ": 7,", two + ": 2,"}; code != 0 || strings.Count(out, "\n") != 2 || !strings.Contains(out, want[0]) || !strings.Contains(out, want[1]) {
		t.Errorf("a folder: exit code %d, %q, %q, want two lines", code, out, errs)
	}
	if strings.Contains(out, "\x1b") {
		t.Errorf("control characters in a pipe: %q", out)
	}
}

func TestJSON(t *testing.T) {
	code, out, errs := call("-json", drawn(t, t.TempDir(), "a.png", 0))
	var line struct {
		File          string
		Class         int
		Probability   float64
		Sure          bool
		Probabilities []float64
	}
	if err := json.Unmarshal([]byte(out), &line); code != 0 || err != nil || line.Class != 7 || !line.Sure || len(line.Probabilities) != 10 {
		t.Errorf("exit code %d, %v, %s, %s", code, err, out, errs)
	}
}

func TestExplain(t *testing.T) {
	folder := t.TempDir()
	code, out, errs := call("-explain", filepath.Join(folder, "why"), drawn(t, folder, "a.png", 0))
	file := filepath.Join(folder, "why", "a-explained.png")
	f, err := os.Open(file)
	if code != 0 || err != nil || !strings.Contains(out, "Wrote "+file) {
		t.Fatalf("exit code %d, %v, %q, %q", code, err, out, errs)
	}
	defer f.Close()
	// Two rows: at least five steps, and the five nearest digits.
	if c, err := png.DecodeConfig(f); err != nil || c.Width < 5*tileSide || c.Height < 2*tileSide {
		t.Errorf("the picture is %d x %d, %v", c.Width, c.Height, err)
	}
}

// A picture that is refused shows why: as far as the steps came.
func TestExplainRefused(t *testing.T) {
	folder := t.TempDir()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 50, 50))); err != nil {
		t.Fatal(err)
	}
	blank := filepath.Join(folder, "blank.png")
	if err := os.WriteFile(blank, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, _ := call("-explain", folder, blank)
	if _, err := os.Stat(filepath.Join(folder, "blank-explained.png")); code != 1 || err != nil || !strings.Contains(out, "nothing on the paper") {
		t.Errorf("exit code %d, %v, %q", code, err, out)
	}
}

func TestPage(t *testing.T) {
	folder := t.TempDir()
	path := drawn(t, folder, "sheet.png", 0, 1, 2, 3, 4)
	code, out, errs := call("-page", "-out", folder, path)
	if code != 0 || !strings.Contains(out, "sheet.png: 5 digits\n72104\n") {
		t.Errorf("exit code %d, %q, %q, want 72104", code, out, errs)
	}
	if _, err := os.Stat(filepath.Join(folder, "sheet-page.png")); err != nil {
		t.Error(err)
	}
	code, out, _ = call("-page", "-json", path)
	var line struct {
		Text   string
		Digits []struct{ Box [4]int }
	}
	if err := json.Unmarshal([]byte(out), &line); code != 0 || err != nil || line.Text != "72104" || len(line.Digits) != 5 || line.Digits[1].Box[0] <= line.Digits[0].Box[0] {
		t.Errorf("exit code %d, %v, %s", code, err, out)
	}
}

// A file where the pictures' folder is to be is told.
func TestFileForFolder(t *testing.T) {
	seven := drawn(t, t.TempDir(), "7.png", 0)
	for _, flag := range []string{"-explain", "-out"} {
		args := []string{flag, seven, seven}
		if flag == "-out" {
			args = append(args, "-page")
		}
		code, out, errs := call(args...)
		if code != 1 || out != "" || !strings.Contains(errs, "predict: cannot make folder "+seven+": ") || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit code %d, %q, %q", flag, code, out, errs)
		}
	}
}

// A picture that fails is said in its line, the others are read, and the exit
// code is not 0.
func TestFailuresAreSaidAndOthersGoOn(t *testing.T) {
	folder := t.TempDir()
	seven := drawn(t, folder, "c.png", 0)
	text, blank := filepath.Join(folder, "a.png"), filepath.Join(folder, "b.png")
	if err := os.WriteFile(text, []byte("no picture"), 0o644); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	white := image.NewGray(image.Rect(0, 0, 50, 50))
	for i := range white.Pix {
		white.Pix[i] = 255
	}
	if err := png.Encode(&b, white); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(blank, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	code, out, errs := call(text, blank, seven, filepath.Join(folder, "missing.png"))
	if code != 1 || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "3 of 4") {
		t.Errorf("exit code %d, %q, want 1 and one line", code, errs)
	}
	for _, want := range []string{text + ": picture: not a picture", blank + ": picture: there is nothing", seven + ": 7,", "missing.png: open"} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
}

func TestWrongCommandLines(t *testing.T) {
	for _, c := range []struct {
		want string
		args []string
	}{
		{"got no picture", nil},
		{"-page", []string{"-page", "-naive", "a.png"}},
		{"-explain", []string{"-explain", "x", "-naive", "a.png"}},
		{"-out", []string{"-out", "x", "a.png"}},
		{"-speed", []string{"-speed", "a.png"}},
	} {
		code, out, errs := call(c.args...)
		if code != command.ExitUsage || out != "" || !strings.Contains(errs, c.want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit code %d, %q, %q, want 2 and one line with %q", c.args, code, out, errs, c.want)
		}
	}
	if code, out, _ := call("-h"); code != 0 || !strings.Contains(out, "go run ./cmd/predict photo.jpg") {
		t.Errorf("-h: exit code %d, %q", code, out)
	}
	if code, _, errs := call("-model", filepath.Join(t.TempDir(), "none.h5"), "a.png"); code != 1 || strings.Count(errs, "\n") != 1 {
		t.Errorf("missing model: exit code %d, %q", code, errs)
	}
}

// A picture of two digits is not sure, and says where they are read.
func TestSeveralDigits(t *testing.T) {
	folder := t.TempDir()
	path := drawn(t, folder, "two.png", 0, 1)
	code, out, errs := call(path)
	if code != 0 || errs != "" || !strings.HasPrefix(out, path+": not sure: looks like 2 digits: try -page") {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
	code, out, _ = call("-json", path)
	var line struct {
		Sure   bool
		Digits int
	}
	if err := json.Unmarshal([]byte(out), &line); code != 0 || err != nil || line.Sure || line.Digits != 2 {
		t.Errorf("exit code %d, %v, %s", code, err, out)
	}
}

// A model whose training failed says so in one line.
func TestModelOfNoNumbers(t *testing.T) {
	m, err := models.New(models.KerasSmall, picture.Size, picture.Size, 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	m.Weights()[0].Values[5] = float32(math.NaN())
	folder := t.TempDir()
	file := filepath.Join(folder, "nan.safetensors")
	if err := m.Save(file); err != nil {
		t.Fatal(err)
	}
	code, out, errs := call("-model", file, drawn(t, folder, "7.png", 0))
	if code != 1 || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "NaN") {
		t.Errorf("exit code %d, %q, %q, want 1 and one line with NaN", code, out, errs)
	}
}
