//go:build unix && !solaris && !aix

package whole

import (
	"os"
	"syscall"
)

// renamesOpen says that files can be renamed and removed while they are open.
const renamesOpen = true

// lock locks a file until it is closed, by its program's end at the latest. It
// returns false if another one has locked it.
func lock(f *os.File) bool {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err != syscall.EINTR {
			return err != syscall.EWOULDBLOCK // a file system without locks has no others either
		}
	}
}
