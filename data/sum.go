package data

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// SHA256 returns the checksum of sets, in hexadecimal: of their sizes, pixels and
// labels, whatever their names.
func SHA256(sets ...*Set) string {
	h := sha256.New()
	for _, s := range sets {
		fmt.Fprintf(h, "%d images, %d x %d, %d classes\n", s.Len(), s.Height, s.Width, s.Classes)
		h.Write(s.Pixels)
		h.Write(s.Labels)
	}
	return hex.EncodeToString(h.Sum(nil))
}
