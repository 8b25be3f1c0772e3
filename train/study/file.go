package study

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"digits/internal/whole"
)

// FileName is that of a study in its folder.
const FileName = "study.json"

// maxFile bounds what is read of a study's file.
const maxFile = 1 << 20

// ErrVersion is wrapped by the error of a folder that another version of the
// program has written.
var ErrVersion = errors.New("study of another version")

// ErrDiffers is wrapped by the error of a folder that holds another study.
var ErrDiffers = errors.New("another study")

// Save writes the study's file into its folder, which exists.
func (s Study) Save(folder string) error {
	text, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return fmt.Errorf("study: %w", err)
	}
	return whole.WriteFile(filepath.Join(folder, FileName), append(text, '\n'))
}

// Load reads the study of a folder. Its error wraps fs.ErrNotExist if there is
// none.
func Load(folder string) (Study, error) {
	path := filepath.Join(folder, FileName)
	f, err := whole.Open(path)
	if err != nil {
		return Study{}, fmt.Errorf("study: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return Study{}, fmt.Errorf("study: %s: %w", path, err)
	}
	s, err := parseStudy(text)
	if errors.Is(err, errNoStudy) {
		err = fmt.Errorf("%w: remove the file, and give the study's command again: what was computed stays", err)
	}
	if err != nil {
		return Study{}, fmt.Errorf("study: %s: %w", path, err)
	}
	return s, nil
}

var errNoStudy = errors.New("no study")

// parseStudy reads what Save has written; what comes from elsewhere costs no more
// memory than a study that would be accepted.
func parseStudy(text []byte) (s Study, err error) {
	if len(text) > maxFile {
		return s, fmt.Errorf("got more than %d bytes, want a study", maxFile)
	}
	var version struct{ Version int }
	if err := json.Unmarshal(text, &version); err != nil {
		return s, fmt.Errorf("got %w: %w", errNoStudy, err)
	}
	if version.Version != Version {
		return s, fmt.Errorf("%w: got %d, want %d: use the program that has begun it, or give the study another name", ErrVersion, version.Version, Version)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, fmt.Errorf("got %w: %w", errNoStudy, err)
	}
	return s, s.check()
}

// Begin makes the folder and writes the study's file, unless CheckFolder finds that
// it is there.
func (s Study) Begin(folder string) error {
	begun, err := s.CheckFolder(folder)
	if err != nil || begun {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("study: %w", err)
	}
	if err := s.Save(folder); err != nil {
		os.Remove(folder) // if it is empty
		return err
	}
	return nil
}

// CheckFolder tells whether the study was begun in the folder. Its error names the
// first difference if another one was.
func (s Study) CheckFolder(folder string) (begun bool, err error) {
	had, err := Load(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if difference := s.difference(had); difference != "" {
		return true, fmt.Errorf("study: %s: %w: %s: give another name, or the same settings to go on", folder, ErrDiffers, difference)
	}
	return true, nil
}

// difference says in which setting a study differs from the one in its folder, ""
// if in none. It does not matter where the data lie.
func (s Study) difference(had Study) string {
	if s.DataSHA256 != had.DataSHA256 {
		return fmt.Sprintf("it is of the data %s with SHA-256 %.16s…, got %s with %.16s…", had.DataName, had.DataSHA256, s.DataName, s.DataSHA256)
	}
	s.DataName = had.DataName
	return differing(reflect.ValueOf(s), reflect.ValueOf(had), "")
}

// differing compares two structs field by field, those within them too, and names
// the first that differs.
func differing(want, got reflect.Value, within string) string {
	for i := range want.NumField() {
		w, g := want.Field(i), got.Field(i)
		name, _, _ := strings.Cut(want.Type().Field(i).Tag.Get("json"), ",")
		text := ""
		switch {
		case name == "space":
			text = differing(w, g, "")
		case w.Kind() == reflect.Struct:
			text = differing(w, g, name+" ")
		case !reflect.DeepEqual(w.Interface(), g.Interface()) && !bothEmpty(w, g):
			text = fmt.Sprintf("it has %s%s %s, got %s", within, name, textOf(g), textOf(w))
		}
		if text != "" {
			return text
		}
	}
	return ""
}

func bothEmpty(a, b reflect.Value) bool { return a.Kind() == reflect.Slice && a.Len()+b.Len() == 0 }

// textOf writes a setting as a command line has it.
func textOf(v reflect.Value) string {
	if v.IsZero() {
		return "none"
	}
	if v.Kind() != reflect.Slice {
		return fmt.Sprint(v.Interface())
	}
	var items []string
	for i := range v.Len() {
		items = append(items, fmt.Sprint(v.Index(i).Interface()))
	}
	return fmt.Sprintf("%.200s", strings.Join(items, ","))
}
