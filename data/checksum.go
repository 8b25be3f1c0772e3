package data

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// ErrChecksum is wrapped by MNIST's error if a file that should be MNIST's is
// another.
var ErrChecksum = errors.New("not MNIST's file")

// checksum is the SHA-256 of a part, gzipped as it is published and unpacked.
type checksum struct{ gzipped, plain string }

// mnistSums are those of the published .gz files, as tensorflow_datasets lists
// them (url_checksums/mnist.txt), and those of what gunzip makes of them.
var mnistSums = [parts]checksum{
	trainImages: {
		"440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
		"ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
	},
	trainLabels: {
		"3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
		"65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
	},
	testImages: {
		"8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
		"0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
	},
	testLabels: {
		"f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
		"ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
	},
}

// verify returns an error unless all four files are MNIST's. The small ones
// come first: with another set, the large ones need not be summed again.
func (s *search) verify(files [parts]*file) error {
	for _, p := range []part{testLabels, trainLabels, testImages, trainImages} {
		if !s.sums[p].matches(files[p]) {
			return fmt.Errorf("%s: %w: its SHA-256 is %s, want %s, or %s unpacked: delete it",
				files[p].path, ErrChecksum, files[p].sum, s.sums[p].gzipped, s.sums[p].plain)
		}
	}
	return nil
}

// matches also takes a file that was gzipped by somebody else.
func (c checksum) matches(f *file) bool {
	if f.sum == c.gzipped || f.sum == c.plain {
		return true
	}
	content := sha256.New()
	err := WriteIDX(content, f.Array)
	return err == nil && hex.EncodeToString(content.Sum(nil)) == c.plain
}
