package augment_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"digits/data/augment"
)

// What an image becomes does not change: a model that was trained with
// augmentation is made anew byte for byte, as that of package pretrained is. The
// hashes are those of the first loops over images, all in Go, of commit 8b65b5b:
// what later ones must give as well. They are of each twentieth training image of
// MNIST, 3000, for the seeds 1 and 77 and the epochs 1, 2 and 57.
func TestBytesStay(t *testing.T) {
	set := mnist(t).Train
	dst := make([]byte, side*side)
	for name, want := range map[string]string{
		"light": "9b9f851024a40a73b64854b6a3e663edf208e28fb57a19122e7e5b2ba66e87ac",
		"full":  "d81e9ec49c35784b9c04962a5fe323a302f38e22c12b0b68b03190e693a9336d",
	} {
		s, err := augment.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		hash := sha256.New()
		for _, seed := range []uint64{1, 77} {
			a, err := augment.New(s, side, side, seed)
			if err != nil {
				t.Fatal(err)
			}
			for _, epoch := range []int{1, 2, 57} {
				for i := 0; i < set.Len(); i += 20 {
					a.Image(dst, set.Image(i), set.Labels[i], epoch, i)
					hash.Write(dst)
				}
			}
		}
		if got := hex.EncodeToString(hash.Sum(nil)); got != want {
			t.Errorf("%s: the images hash to %s, want %s", name, got, want)
		}
	}
}
