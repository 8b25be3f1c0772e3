package data

import "testing"

// Checkpoints and studies hold these sums: those of images must stay as they are.
// The expected ones are sha256sum's, of
//
//	printf '2 images, 2 x 3, 4 classes\n\1\2\3\4\5\6\13\14\15\16\17\20\0\1'
//	printf '2 images, 1 x 2, 2 classes\nvalues\n\0\0\0\0\0\0\0\77\0\0\200\77\0\0\300\77\0\0013 outputs\n'
//
// the latter followed by the six targets' bytes, -0 0 0 -1 10 100.
func TestSHA256(t *testing.T) {
	if got, want := SHA256(sample(2)), "f903a11512ecae631ec82bfa26e5c9213d4550053b889c94837a2398c71d8af8"; got != want {
		t.Errorf("of images: got %s, want %s", got, want)
	}
	if got, want := SHA256(table(2)), "ec8adc07877fe580f75b5f8bfe1ee8d078e4299cadfcadc4d66867afd5d8c6ab"; got != want {
		t.Errorf("of a table: got %s, want %s", got, want)
	}
}
