package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"digits/data/picture"
	"digits/internal/loading"
	"digits/models"
	"digits/models/reader"
)

// own is what a model made of the pictures of one source, or of all.
type own struct {
	Source    string  `json:"source"`
	Pictures  int     `json:"pictures"`
	Right     int     `json:"right"`
	Low       float64 `json:"accuracy_low"` // with 95 % confidence
	High      float64 `json:"accuracy_high"`
	Sure      int     `json:"sure"`
	SureRight int     `json:"sure_right"`
	Dark      int     `json:"dark_paper"` // taken for light ink on dark paper
}

func (o *own) count(right, sure, dark bool) {
	o.Pictures++
	for _, c := range []struct {
		n   *int
		yes bool
	}{{&o.Right, right}, {&o.Sure, sure}, {&o.SureRight, sure && right}, {&o.Dark, dark}} {
		if c.yes {
			*c.n++
		}
	}
}

// mistake is a picture that was read wrong, or could not be.
type mistake struct {
	Path        string  `json:"path"`
	Label       int     `json:"label"`
	Answer      int     `json:"answer"`
	Probability float32 `json:"probability"`
	Sure        bool    `json:"sure"`
	Error       string  `json:"error,omitempty"`
}

// ownPictures is what -images measures.
type ownPictures struct {
	Assumed  []string  `json:"assumed"`         // of the model
	Doubt    string    `json:"doubt,omitempty"` // why no answer is sure
	Sources  []*own    `json:"sources"`
	All      own       `json:"all"`
	Mistakes []mistake `json:"mistakes"`
}

// onImages tests a model, or the one in the program, on a folder of labelled
// pictures.
func (s settings) onImages(ctx context.Context, w io.Writer) error {
	var m *models.Model
	if s.file != "" {
		var err error
		if m, err = models.LoadWith(s.file, s.load); err != nil {
			return err
		}
	}
	r, err := reader.New(m, s.naive)
	if err != nil {
		return err
	}
	pictures, err := reader.Labels(s.images)
	if err != nil {
		return err
	}
	o, err := readAll(ctx, r, s.images, pictures)
	if err != nil {
		return err
	}
	for _, source := range append(o.Sources, &o.All) {
		if source.Pictures > 0 {
			source.Low, source.High = wilson(source.Right, source.Pictures)
		}
	}
	if o.Assumed = loading.Assumed(r.Model()); r.Model().ScaleAssumed {
		o.Doubt = loading.ScaleGuessed
	}
	if s.json {
		return json.NewEncoder(w).Encode(o)
	}
	if err := loading.PrintAssumed(w, r.Model()); err != nil {
		return err
	}
	return o.print(w)
}

func readAll(ctx context.Context, r *reader.Reader, folder string, pictures []reader.Labelled) (*ownPictures, error) {
	o := &ownPictures{All: own{Source: "all"}}
	for _, p := range pictures {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		source := o.source(p.Source)
		a, dark, err := readOne(r, filepath.Join(folder, filepath.FromSlash(p.Path)))
		right := err == nil && a.Class == p.Label
		source.count(right, a.Sure, dark)
		o.All.count(right, a.Sure, dark)
		if right {
			continue
		}
		wrong := mistake{Path: p.Path, Label: p.Label, Answer: a.Class, Probability: a.Probability, Sure: a.Sure}
		if err != nil {
			wrong.Answer, wrong.Error = -1, err.Error()
		}
		o.Mistakes = append(o.Mistakes, wrong)
	}
	return o, o.readable()
}

// readable returns an error if no picture could be read: then nothing is measured.
func (o *ownPictures) readable() error {
	for _, m := range o.Mistakes {
		if m.Error == "" {
			return nil
		}
	}
	if n := len(o.Mistakes); n > 0 && n == o.All.Pictures {
		return fmt.Errorf("evaluate: none of the %d pictures can be read, the first, %s: %s", n, o.Mistakes[0].Path, o.Mistakes[0].Error)
	}
	return nil
}

// readOne also tells whether the paper was taken for dark.
func readOne(r *reader.Reader, path string) (a reader.Answer, dark bool, err error) {
	g, err := reader.Open(path, nil, 0)
	if err != nil {
		return a, false, err
	}
	_, dark = picture.Invert(g)
	a, err = r.Read(g)
	return a, dark, err
}

func (o *ownPictures) source(name string) *own {
	for _, s := range o.Sources {
		if s.Source == name {
			return s
		}
	}
	s := &own{Source: name}
	o.Sources = append(o.Sources, s)
	return s
}

func (o *ownPictures) print(w io.Writer) error {
	if o.All.Pictures == 0 {
		return errors.New("evaluate: there are no labelled pictures")
	}
	width := len("source")
	for _, s := range o.Sources {
		width = max(width, len(s.Source))
	}
	fmt.Fprintf(w, "%-*s  pictures  right  accuracy (95 %% confidence)  not sure  right if sure  dark paper\n", width, "source")
	rows := append(o.Sources, &o.All)
	if len(o.Sources) == 1 && o.Sources[0].Source == "" {
		rows = rows[1:] // all there is
	}
	for _, s := range rows {
		n := float64(s.Pictures)
		sure := "–"
		if s.Sure > 0 {
			sure = fmt.Sprintf("%.4f", float64(s.SureRight)/float64(s.Sure))
		}
		fmt.Fprintf(w, "%-*s  %8d  %5d   %.4f (%.4f to %.4f)  %7.1f%%  %13s  %10d\n", width, s.Source, s.Pictures, s.Right,
			float64(s.Right)/n, s.Low, s.High, 100*(1-float64(s.Sure)/n), sure, s.Dark)
	}
	if o.Doubt != "" {
		fmt.Fprintf(w, "No answer is sure: %s\n", o.Doubt)
	}
	if len(o.Mistakes) > 0 {
		fmt.Fprintln(w, "\nMistakes:")
	}
	for _, m := range o.Mistakes {
		text := fmt.Sprintf("is a %d, read as %d with probability %.4f", m.Label, m.Answer, m.Probability)
		if m.Error != "" {
			text = m.Error
		} else if !m.Sure {
			text += ", not sure"
		}
		fmt.Fprintf(w, "  %s: %s\n", m.Path, text)
	}
	return nil
}
