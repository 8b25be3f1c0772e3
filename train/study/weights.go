package study

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"digits/models"
	"digits/models/dtype"
)

// weightsSHA256 is that of the parameters' names, shapes and values, little-endian.
func weightsSHA256(m *models.Model) string {
	h := sha256.New()
	for _, a := range m.Weights() {
		fmt.Fprintf(h, "%s %v\n", a.Name, a.Shape)
		h.Write(dtype.Encode(nil, a.Values))
	}
	return hex.EncodeToString(h.Sum(nil))
}
