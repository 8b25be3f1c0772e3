// Package seal puts a checksum of a whole file into the file: SHA-256 in
// hexadecimal, of the file with zeros in its place. A format keeps it where other
// programs do not look, under Name.
package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
)

// Name is what formats call the checksum: a key of metadata, an attribute.
const Name = "digits_sha256"

// ErrBroken is wrapped by the error about a file whose checksum is not right.
var ErrBroken = errors.New("its checksum is not right: it is damaged, or was changed by a program that kept " + Name + ": take another copy")

const size = 2 * sha256.Size // of the text

// Write writes a file with its seal. write writes all of it, twice, with a text that
// always has the same length.
func Write(w io.Writer, write func(w io.Writer, seal string) error) error {
	sum := sha256.New()
	if err := write(sum, strings.Repeat("0", size)); err != nil {
		return err
	}
	return write(w, hex.EncodeToString(sum.Sum(nil)))
}

// Check returns whether a file has a seal, and an error unless it is right. seal is
// what its format's reader has found, nothing for a file without: the damage that
// hides a seal may hide more, so that a file in which its name stands has one.
func Check(file []byte, seal string) (sealed bool, err error) {
	if seal == "" && !bytes.Contains(file, []byte(Name)) {
		return false, nil
	}
	at := bytes.Index(file, []byte(seal))
	if len(seal) != size || at < 0 {
		return true, ErrBroken
	}
	sum := sha256.New()
	sum.Write(file[:at])
	io.WriteString(sum, strings.Repeat("0", size))
	sum.Write(file[at+size:])
	if hex.EncodeToString(sum.Sum(nil)) != seal {
		return true, ErrBroken
	}
	return true, nil
}
