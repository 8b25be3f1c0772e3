package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
)

func sealed(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, func(w io.Writer, seal string) error {
		_, err := fmt.Fprintf(w, "before %s after", seal)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// printf 'before %064d after' 0 | sha256sum
const want = "49468610faf028d48f7a1af7742fc39cadedff7788082ed573bbc464324345b7"

func TestSeal(t *testing.T) {
	file := sealed(t)
	if got := string(file[7 : 7+size]); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if sealed, err := Check(file, want); !sealed || err != nil {
		t.Errorf("got %v, %v", sealed, err)
	}
	for _, seal := range []string{"0", want[1:], want[:63] + "0"} {
		if _, err := Check(file, seal); !errors.Is(err, ErrBroken) {
			t.Errorf("the seal %q: %v", seal, err)
		}
	}
	if sealed, err := Check(file, ""); sealed || err != nil {
		t.Errorf("a file without: %v, %v", sealed, err)
	}
	if _, err := Check([]byte("somewhere "+Name), ""); !errors.Is(err, ErrBroken) {
		t.Errorf("a file whose seal is hidden: %v", err)
	}
}

// Any bit that changes is found.
func TestSealBreaks(t *testing.T) {
	file := sealed(t)
	for bit := range 8 * len(file) {
		file[bit/8] ^= 1 << (bit % 8)
		if _, err := Check(file, string(file[7:7+size])); !errors.Is(err, ErrBroken) {
			t.Errorf("bit %d: %v", bit, err)
		}
		file[bit/8] ^= 1 << (bit % 8)
	}
}

func TestWriteFails(t *testing.T) {
	full := errors.New("full")
	if err := Write(io.Discard, func(io.Writer, string) error { return full }); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}
