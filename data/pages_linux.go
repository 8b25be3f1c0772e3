package data

import (
	"os"
	"syscall"
	"unsafe"
)

// hugePage is the size of the pages that the kernel gives large memory if asked.
const hugePage = 2 << 20

// bytesOf returns n zeros, of which the kernel is asked to make huge pages. The
// images of a batch lie anywhere in a set, each in a page of its own: of small
// ones there are too many for the processor to remember where they are.
func bytesOf(n int) []byte {
	b := make([]byte, n)
	if page := os.Getpagesize(); n >= 2*hugePage {
		skip := -int(uintptr(unsafe.Pointer(&b[0]))) & (page - 1)
		// Where the kernel has no huge pages, small ones do as well.
		_ = syscall.Madvise(b[skip:skip+(n-skip)/page*page], syscall.MADV_HUGEPAGE)
	}
	return b
}
