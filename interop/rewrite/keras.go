package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"digits/models/h5"
)

// convertKeras turns one file of Keras into another; what an ending means is
// said by kerasFormat.
func convertKeras(data []byte, out string) error {
	file, err := h5.Read(data)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := h5.Write(&b, file, kerasFormat(out)); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}

// kerasFormat returns the layout that Keras gives to files with this ending;
// .legacy.h5 is what Keras 2's save_weights makes.
func kerasFormat(path string) h5.Format {
	switch {
	case strings.HasSuffix(path, ".weights.h5"):
		return h5.Weights
	case strings.HasSuffix(path, ".legacy.h5"):
		return h5.LegacyWeights
	case filepath.Ext(path) == ".h5":
		return h5.Model
	case filepath.Ext(path) == ".keras":
		return h5.Archive
	}
	return h5.Unknown
}
