package data

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A role is what a file or an array is in a data set, told by its name:
// "emnist-letters-train-images-idx3-ubyte.gz" holds the training images of
// emnist-letters, "y_test.npy" the test labels.
type role struct {
	prefix string // the name up to the words that say the role
	part   portion
	kind   kind
}

// portion is the part of a data set that examples belong to.
type portion int

// Of a set that is not parted, all examples are wholeSet.
const (
	wholeSet portion = iota
	trainPart
	validationPart
	testPart
	portions
)

func (p portion) String() string { return [...]string{"all", "training", "validation", "test"}[p] }

type kind int

const (
	unknown kind = iota
	inputs
	outputs
	kinds
)

func (k kind) String() string { return [...]string{"examples", "images", "labels"}[k] }

var partWords = map[string]portion{
	"train": trainPart, "training": trainPart, "tr": trainPart,
	"val": validationPart, "valid": validationPart, "validation": validationPart, "dev": validationPart,
	"test": testPart, "testing": testPart, "t10k": testPart, "te": testPart,
}

var kindWords = map[string]kind{
	"x": inputs, "image": inputs, "images": inputs, "img": inputs, "imgs": inputs,
	"features": inputs, "pixels": inputs, "inputs": inputs,
	"y": outputs, "label": outputs, "labels": outputs, "target": outputs, "targets": outputs, "class": outputs, "classes": outputs,
}

// roleOf reads a base name. What the words do not say stays wholeSet or unknown.
func roleOf(base string) role {
	name := stem(base)
	r := role{prefix: name}
	word := func(start, end int) {
		p, k := meaning(strings.ToLower(name[start:end]))
		if (p != wholeSet || k != unknown) && r.part == wholeSet && r.kind == unknown {
			r.prefix = strings.TrimRight(name[:start], "-_. ")
		}
		if p != wholeSet {
			r.part = p
		}
		if k != unknown {
			r.kind = k
		}
	}
	start := 0
	for i, c := range name {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			word(start, i)
			_, size := utf8.DecodeRuneInString(name[i:]) // of what is no UTF-8, one byte
			start = i + size
		}
	}
	word(start, len(name))
	if r.part == wholeSet && r.kind == unknown && strings.EqualFold(name, "data") {
		r.kind, r.prefix = inputs, ""
	}
	return r
}

// meaning also takes two words in one, such as xtrain or trainlabels.
func meaning(word string) (portion, kind) {
	if p, k := partWords[word], kindWords[word]; p != wholeSet || k != unknown {
		return p, k
	}
	for cut := 1; cut < len(word); cut++ {
		a, b := word[:cut], word[cut:]
		if p, k := partWords[a], kindWords[b]; p != wholeSet && k != unknown {
			return p, k
		}
		if p, k := partWords[b], kindWords[a]; p != wholeSet && k != unknown {
			return p, k
		}
	}
	return wholeSet, unknown
}

// stem is a base name without what packers and formats put behind it.
func stem(base string) string {
	for _, ending := range []string{".gz", ".zip"} {
		base = cutSuffixFold(base, ending)
	}
	for _, ending := range []string{".csv", ".tsv", ".data", ".npy", ".npz", ".idx"} {
		base = cutSuffixFold(base, ending)
	}
	return base
}

func cutSuffixFold(name, ending string) string {
	if cut := len(name) - len(ending); cut > 0 && strings.EqualFold(name[cut:], ending) {
		return name[:cut]
	}
	return name
}

// home is the folder that a file counts as lying in. Some archives put a file
// into a folder of its own name.
func home(name string) string {
	dir, base := path.Split(name)
	dir = path.Clean(dir)
	plain := func(s string) string {
		return strings.NewReplacer(".", "-", "_", "-").Replace(strings.ToLower(stem(s)))
	}
	if plain(path.Base(dir)) == plain(base) {
		return path.Dir(dir)
	}
	return dir
}
