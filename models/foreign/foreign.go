// Package foreign names files and folders that are no model which could be
// read here: what they are, and what to do. People have such under names like
// model.pth: the page of a download that failed, a pointer of Git LFS, a model
// of another library.
package foreign

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"unicode/utf8"
)

// kind is a sort of file that its first bytes tell.
type kind struct {
	at    int    // where the bytes begin
	start string // the bytes
	what  string // what it is, and what to do
}

const (
	picture = ": want a model's file, and the picture after it"
	packed  = ": unpack it, and give the model's file that is in it"
	convert = ": it cannot be read here: take the Keras, PyTorch, safetensors or ONNX file that it was made from"
	pickled = "a pickle of Python's that torch.save has not written"
	joblib  = ", as of scikit-learn or joblib: only in Python can it be read: write the weights with safetensors.numpy.save_file or torch.save"
)

// kinds are looked through in order.
var kinds = []kind{
	{0, "version https://git-lfs", "a pointer of Git LFS, and not the file that it stands for: run git lfs pull, or download the file itself"},
	{0, "\x89PNG", "a picture (PNG)" + picture},
	{0, "\xff\xd8\xff", "a picture (JPEG)" + picture},
	{0, "GIF8", "a picture (GIF)" + picture},
	{0, "II*\x00", "a picture (TIFF)" + picture},
	{0, "MM\x00*", "a picture (TIFF)" + picture},
	{8, "WEBP", "a picture (WebP)" + picture},
	{4, "ftypheic", "a picture (HEIC)" + picture},
	{4, "ftypavif", "a picture (AVIF)" + picture},
	{0, "%PDF", "a PDF document: want a model's file"},
	{0, "GGUF", "a GGUF file, of llama.cpp: it has a language model and cannot be read here"},
	{0, "lmgg", "a GGML file, of llama.cpp: it has a language model and cannot be read here"},
	{0, "tjgg", "a GGML file, of llama.cpp: it has a language model and cannot be read here"},
	{4, "TFL3", "a TensorFlow Lite model" + convert},
	{4, "ORTM", "a model in onnxruntime's own format (ORT)" + convert},
	{0, "\x93NUMPY", "an array of numpy's (.npy): write all of a model's arrays, with names, with safetensors.numpy.save_file"},
	{0, "\x00\x00\x08\x03", "a data set's images (IDX, as MNIST's): want a model's file"},
	{0, "\x00\x00\x08\x01", "a data set's labels (IDX, as MNIST's): want a model's file"},
	{0, "MATLAB 5.0", "a MATLAB file: write its arrays, with names, with safetensors.numpy.save_file"},
	{257, "ustar", "a tar archive" + packed},
	{0, "\x1f\x8b", "compressed by gzip" + packed},
	{0, "BZh", "compressed by bzip2" + packed},
	{0, "\xfd7zXZ\x00", "compressed by xz" + packed},
	{0, "\x28\xb5\x2f\xfd", "compressed by zstd" + packed},
	{0, "7z\xbc\xaf\x27\x1c", "a 7z archive" + packed},
	{0, "Rar!", "a RAR archive" + packed},
	{0, "\x78\x9c", "compressed by zlib, as joblib's files are: only in Python can it be read: write the weights with safetensors.numpy.save_file"},
	{0, "\x7fELF", "a program: want a model's file"},
	{0, "MZ", "a program: want a model's file"},
}

// tableEnd is what a table of TensorFlow's checkpoints ends with, LevelDB's
// kTableMagicNumber.
const tableEnd = "\x57\xfb\x80\x8b\x24\x75\x47\xdb"

// File names the content of a file that is no model: what it is and what to do,
// to go on after "got". It is empty where nothing is known of it.
func File(content []byte) string {
	if len(content) == 0 {
		return "an empty file: download or save it again"
	}
	for _, k := range kinds {
		if len(content) >= k.at && bytes.HasPrefix(content[k.at:], []byte(k.start)) {
			return k.what
		}
	}
	switch {
	case bytes.HasPrefix(content, []byte("PK")):
		return zipped(content)
	case bytes.HasSuffix(content, []byte(tableEnd)):
		return "the index of a TensorFlow checkpoint: load it in TensorFlow, and save the model as .keras or .h5"
	case isPickle(content):
		return pickledBy(content)
	case isBitmap(content):
		return "a picture (BMP)" + picture
	case cutSafetensors(content):
		return "the beginning of a safetensors file: the download was cut: get it again"
	case isFlax(content):
		return "weights of Flax (msgpack): in Python, write them with safetensors.flax.save_file"
	}
	return text(content)
}

// isBitmap reports a BMP: two letters and the file's length.
func isBitmap(content []byte) bool {
	return len(content) > 6 && string(content[:2]) == "BM" && int64(binary.LittleEndian.Uint32(content[2:])) == int64(len(content))
}

// isPickle reports whether content begins as a pickle does: with a protocol
// from 2 to 5, or as protocol 0 begins a dict, a list or an object.
func isPickle(content []byte) bool {
	if len(content) > 2 && content[0] == 0x80 && content[1] >= 2 && content[1] <= 5 {
		return true
	}
	for _, start := range []string{"(dp", "(lp", "ccopy_reg\n", "ccollections\n", "c__main__\n", "cnumpy"} {
		if bytes.HasPrefix(content, []byte(start)) {
			return true
		}
	}
	return false
}

// pickledBy looks for the names of libraries in a pickle.
func pickledBy(content []byte) string {
	head := content[:min(len(content), 4096)]
	for _, k := range []struct{ name, library string }{
		{"sklearn", "of scikit-learn"},
		{"joblib", "of joblib"},
		{"xgboost", "of XGBoost"},
		{"lightgbm", "of LightGBM"},
		{"torch", "with PyTorch's tensors"},
		{"keras", "of a Keras model"},
		{"numpy", "of numpy's arrays"},
	} {
		if bytes.Contains(head, []byte(k.name)) {
			if k.name == "torch" {
				return pickled + ", " + k.library + ": load it in Python, and write the weights with torch.save(model.state_dict(), \"weights.pth\")"
			}
			return pickled + ", " + k.library + ": only in Python can it be read: write the weights with safetensors.numpy.save_file"
		}
	}
	return pickled + joblib
}

// cutSafetensors reports a header that is longer than the file.
func cutSafetensors(content []byte) bool {
	const longest = 100 << 20 // of the library's own
	if len(content) < 10 || content[8] != '{' {
		return false
	}
	n := binary.LittleEndian.Uint64(content)
	return n > uint64(len(content)-8) && n <= longest && (content[9] == '"' || content[9] == '}')
}

// isFlax reports a msgpack map whose first key is one of Flax'.
func isFlax(content []byte) bool {
	if content[0]&0xf0 != 0x80 && content[0] != 0xde {
		return false
	}
	head := string(content[:min(len(content), 24)])
	return strings.Contains(head, "params") || strings.Contains(head, "opt_state")
}

// text names what is text, empty if it is none.
func text(content []byte) string {
	head := content[:min(len(content), 4096)]
	for len(head) > 0 && len(head) < len(content) && !utf8.Valid(head) && len(head) > 4092 {
		head = head[:len(head)-1] // a letter that was cut
	}
	if !utf8.Valid(head) || bytes.ContainsAny(head, "\x00\x01\x02\x03\x04\x05\x06") {
		return ""
	}
	trimmed := strings.TrimSpace(strings.TrimPrefix(string(head), "\ufeff"))
	lower := strings.ToLower(trimmed)
	has := func(starts ...string) bool {
		for _, s := range starts {
			if strings.HasPrefix(lower, s) {
				return true
			}
		}
		return false
	}
	switch {
	case trimmed == "":
		return "an empty file: download or save it again"
	case has("<!doctype html", "<html", "<head", "<body", "<script", "<!--"):
		return "a web page (HTML): the download gave a page about the file and not the file itself: download it again with the page's own button for it"
	case has("<?xml", "<net", "<svg"):
		return "an XML file: want a model's file"
	case strings.HasPrefix(trimmed, "{"), strings.HasPrefix(trimmed, "["):
		return document(content)
	case strings.Contains(lower, "model_checkpoint_path:"):
		return "a list of TensorFlow's checkpoints: load the newest in TensorFlow, and save the model as .keras or .h5"
	case strings.HasPrefix(lower, "tree\nversion="):
		return "a LightGBM model: it has trees and cannot be read here"
	case strings.Contains(lower, "class_name:"):
		return "a Keras configuration (YAML) without weights: save the whole model as .keras or .h5"
	case has("import ", "from ", "#!", "def ", "class ", "\"\"\""):
		return "a program's text: want the file that it saves"
	case has("access denied", "not found", "error", "invalid", "entry not found", "404", "403"):
		return "a text, " + quoted(trimmed) + ": the download failed: try it again"
	}
	return "a text, " + quoted(trimmed) + ": want a model's file"
}

// quoted is the beginning of a text, in one line.
func quoted(s string) string {
	const most = 40
	s = strings.Join(strings.Fields(s[:min(len(s), 4*most)]), " ")
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(strings.ToValidUTF8(s, "?"))
}
