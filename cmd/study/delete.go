package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"digits/internal/command"
	"digits/train/study/queue"
)

// checkDelete returns an error unless the flags say which study to delete, and from
// which server.
func (s settings) checkDelete() error {
	switch {
	case s.list || s.show != "":
		return errors.New("-delete: got -list or -show too, want one of them")
	case !s.nats.Connecting():
		return fmt.Errorf("-delete: want the server to delete the study from, by -nats or -context: a study with a server of its own is all in its folder, %s", filepath.Join(s.dir, s.remove))
	}
	if err := queue.CheckName(s.remove); err != nil {
		return fmt.Errorf("-delete: %w", err)
	}
	return s.nats.Check()
}

// deleteStudy deletes a study from the server that the flags name.
func (s settings) deleteStudy(ctx context.Context, w io.Writer) error {
	access, err := s.nats.Access()
	if err != nil {
		return command.Usage(err)
	}
	notice := func(text string) { fmt.Fprintln(w, text) }
	c, err := queue.Connect(ctx, access, notice)
	if err != nil {
		return err
	}
	defer c.Close()
	had, err := c.Delete(ctx, s.remove)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("Deleted study %s from %s: %s, checkpoints and models, %s in all\n",
		s.remove, c.URL(), count(had.Results, "result"), bytesText(had.Bytes))
	if had.Jobs > 0 {
		text += fmt.Sprintf("%s had no result yet\n", count(had.Jobs, "trial"))
	}
	if folder := filepath.Join(s.dir, s.remove); exists(folder) {
		text += fmt.Sprintf("Its folder %s stays\n", folder)
	}
	_, err = fmt.Fprint(w, text)
	return err
}

// bytesText writes a number of bytes.
func bytesText(n uint64) string {
	if n < 1e6 {
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
