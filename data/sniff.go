package data

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"
)

// form is what a file holds, told by its first bytes.
type form string

// The forms that are read.
const (
	formIDX     form = "IDX"
	formNPY     form = ".npy"
	formNPZ     form = ".npz"
	formZip     form = ".zip"
	formCSV     form = "CSV"
	formPicture form = "pictures"
	formNone    form = "of no known form"
)

// forms says which forms of a data set there are, for messages.
const forms = "IDX files as MNIST's, plain or gzipped; an .npz with x_train, y_train, x_test and y_test, or .npy files so named; " +
	"CSV with a column of labels, plain, .gz or .zip; a folder of pictures for each class, below train and test or not"

// refusals are forms that are known, with what to do instead.
var refusals = map[form]string{
	"a pickle":     `a pickle may run any code, so it is not read: in Python, x, y = pickle.load(...) of what you trust, then numpy.savez("mnist.npz", x_train=x, y_train=y)`,
	"HDF5":         "data sets in HDF5 are not read: in Python, save its arrays with numpy.savez",
	"Parquet":      "Parquet is not read: in Python, pandas.read_parquet(...).to_csv(...)",
	"bzip2":        "unpack it first",
	"xz":           "unpack it first",
	"a tar":        "unpack it first",
	"a .mat":       "MATLAB files are not read: in Python, scipy.io.loadmat, then numpy.savez",
	formNone:       "want " + forms,
	"an empty one": "the file is empty",
}

var magics = []struct {
	magic string
	form  form
}{
	{"\x93NUMPY", formNPY},
	{"PK\x03\x04", formZip},
	{"\x89HDF\r\n", "HDF5"},
	{"PAR1", "Parquet"},
	{"BZh", "bzip2"},
	{"\xfd7zXZ", "xz"},
	{"MATLAB 5.0", "a .mat"},
	{"\x89PNG", formPicture},
	{"\xff\xd8\xff", formPicture},
	{"GIF8", formPicture},
	{"BM", formPicture},
	{"II*\x00", formPicture},
	{"MM\x00*", formPicture},
	{"RIFF", formPicture},
	{"\x80\x02", "a pickle"},
	{"\x80\x03", "a pickle"},
	{"\x80\x04", "a pickle"},
	{"\x80\x05", "a pickle"},
}

// sniffed is how many bytes tell a form: a tar's magic is at byte 257.
const sniffed = 512

// sniff tells a file's form by its first bytes, unpacked.
func sniff(f stored) (form, error) {
	u, err := f.openBuffered(sniffed)
	if err != nil {
		return "", err
	}
	defer u.close()
	start, err := u.Peek(sniffed)
	if len(start) == 0 {
		if err != io.EOF {
			return "", fmt.Errorf("%s: %w", u.path, err)
		}
		return "an empty one", nil
	}
	return formOf(start), nil
}

func formOf(start []byte) form {
	for _, m := range magics {
		if bytes.HasPrefix(start, []byte(m.magic)) {
			return m.form
		}
	}
	switch {
	case len(start) >= 4 && start[0] == 0 && start[1] == 0 && start[2] >= typeUnsigned && start[2] <= 0x0e && start[3] >= 1 && start[3] <= maxRank:
		return formIDX
	case len(start) > 262 && string(start[257:262]) == "ustar":
		return "a tar"
	case isText(start):
		return formCSV
	}
	return formNone
}

// isText tells UTF-8 without control characters, or Latin-1 that is mostly ASCII.
func isText(start []byte) bool {
	for _, c := range start {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return utf8.Valid(start[:max(0, len(start)-utf8.UTFMax)]) || start[0] < utf8.RuneSelf
}

// extension returns a name's ending in small letters, without a .gz behind it.
func extension(name string) string {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	return path.Ext(name)
}

var pictureExtensions = map[string]bool{
	".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".bmp": true, ".tif": true, ".tiff": true, ".webp": true,
}

var tableExtensions = map[string]bool{".csv": true, ".tsv": true, ".data": true}
