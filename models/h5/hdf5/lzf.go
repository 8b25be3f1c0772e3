package hdf5

import "fmt"

// unlzf fills dst with what src decompresses to in the format of Marc Lehmann's
// LibLZF, which h5py's "lzf" is. A byte below 32 is one less than the number
// of literal bytes that follow; another has a length in its upper 3 bits (7:
// a byte more) and, with the next byte, how far back the copy begins.
func unlzf(dst, src []byte) error {
	c, n := &cursor{rest: src}, 0
	for len(c.rest) > 0 {
		control := int(c.u8())
		if control < 32 {
			literal := c.bytes(uint64(control + 1))
			if len(literal) > len(dst)-n {
				return errLZF(len(dst))
			}
			n += copy(dst[n:], literal)
			continue
		}
		length := control >> 5
		if length == 7 {
			length += int(c.u8())
		}
		length += 2
		from := n - (control&31)<<8 - int(c.u8()) - 1
		if c.short || from < 0 || length > len(dst)-n {
			return errLZF(len(dst))
		}
		for range length { // it may run into what it writes
			dst[n] = dst[from]
			n, from = n+1, from+1
		}
	}
	if c.short || n != len(dst) {
		return errLZF(len(dst))
	}
	return nil
}

func errLZF(size int) error {
	return fmt.Errorf("lzf: damaged, or not of %d bytes: %w", size, ErrMalformed)
}
