package h5

import (
	"bytes"

	"digits/models/h5/hdf5"
)

// Recognize reports whether data look like a file that Read reads: HDF5, or a
// zip that has weights as Keras names them. They may still turn out not to be.
func Recognize(data []byte) bool {
	if bytes.HasPrefix(data, []byte(hdf5.Signature)) {
		return true
	}
	return bytes.HasPrefix(data, []byte(zipSignature)) && bytes.Contains(data, []byte(weightsName))
}
