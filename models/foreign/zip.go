package foreign

import (
	"archive/zip"
	"bytes"
	"path"
	"slices"
	"strings"
)

// maxEntries is how many entries of a zip's directory are looked at.
const maxEntries = 4096

// zipped names a zip archive by what is in it.
func zipped(content []byte) string {
	if bytes.Count(content, []byte("PK\x01\x02")) > maxEntries {
		return "a zip archive of very many files: give the model's file that is in it"
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return "the beginning of a zip archive (.pth, .keras and .npz are such): it was cut: get it again"
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	ends := func(suffix string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.HasSuffix(name, suffix) })
	}
	switch {
	case len(names) == 0:
		return "an empty zip archive: get it again"
	case ends("saved_model.pb"):
		return "a zip of a SavedModel: load it in TensorFlow, and save it as .keras or .h5"
	case ends(".npy"):
		return "arrays of numpy's (.npz): in Python, write them with safetensors.numpy.save_file(dict(numpy.load(path)), \"weights.safetensors\")"
	case ends("[Content_Types].xml"):
		return "an office document: want a model's file"
	case ends("/data.pkl") || slices.Contains(names, "data.pkl"):
		return "a zip with a PyTorch file unpacked in it: zip it as torch.save did, or save it again"
	case ends(".mlmodel"):
		return "a Core ML model" + convert
	}
	for _, name := range names {
		if slices.Contains(modelEndings, path.Ext(name)) {
			return "a zip archive: unpack it, and give " + quoted(name)
		}
	}
	return "a zip archive without a model: it has " + quoted(strings.Join(names[:min(len(names), 8)], ", "))
}

// modelEndings are those of files that are likely to be read.
var modelEndings = []string{".safetensors", ".keras", ".h5", ".hdf5", ".pth", ".pt", ".ckpt", ".onnx"}
