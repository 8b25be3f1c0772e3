package h5

import (
	"io"
	"slices"

	"digits/models/h5/hdf5"
	"digits/models/seal"
)

// writeSealed adds the seal as an attribute of the root, which Keras does not read.
func writeSealed(w io.Writer, tree *hdf5.Tree) error {
	sealed := *tree
	return seal.Write(w, func(w io.Writer, sum string) error {
		sealed.Attributes = append(slices.Clone(tree.Attributes), hdf5.Attribute{Name: seal.Name, Values: []string{sum}, Scalar: true})
		return hdf5.Write(w, &sealed)
	})
}

// checkSeal returns whether a file has a seal, and an error if it is not right.
func checkSeal(data []byte, root *hdf5.Group) (bool, error) {
	sum, err := text(root, seal.Name)
	if err != nil {
		return false, err
	}
	return seal.Check(data, sum)
}
