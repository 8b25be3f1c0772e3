package train

import (
	"errors"
	"io/fs"
	"os"

	"digits/internal/whole"
)

// Backup keeps a training's checkpoints in a file, two generations of them: the newer
// one at Path, the one before beside it, with .previous at its name's end. Whatever a
// crash or a disk does to one, the other is there.
type Backup struct {
	Path string

	damaged bool // what is at Path, which then does not replace the older one
}

// Exists returns the name of a generation that is there, empty files apart; "" if
// none is.
func (b *Backup) Exists() string {
	for _, path := range []string{b.Path, whole.Previous(b.Path)} {
		if info, err := os.Stat(path); err == nil && info.Size() > 0 {
			return path
		}
	}
	return ""
}

// Load reads the checkpoint to go on from. Where the newer one is damaged or missing it
// is the older one, and newer is what is wrong with the newer. Where there is none
// at all, err wraps fs.ErrNotExist.
func (b *Backup) Load() (c *Checkpoint, newer, err error) {
	c, err = LoadCheckpoint(b.Path)
	if err == nil {
		return c, nil, nil
	}
	older, olderErr := LoadCheckpoint(whole.Previous(b.Path))
	switch {
	case olderErr == nil:
		b.damaged = true
		return older, err, nil
	case errors.Is(err, fs.ErrNotExist) && !errors.Is(olderErr, fs.ErrNotExist):
		err = olderErr
	}
	return nil, nil, err
}

// Save writes the checkpoint, whole or not at all. The one that it replaces becomes the
// older one.
func (b *Backup) Save(c *Checkpoint) error {
	content, err := c.Encode()
	if err != nil {
		return err
	}
	write := whole.WriteNext
	if b.damaged {
		write = whole.WriteFile
	}
	if err := write(b.Path, content); err != nil {
		return err
	}
	b.damaged = false
	return nil
}
