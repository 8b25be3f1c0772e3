package whole

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// renamesOpen says that files can be renamed and removed while they are open.
const renamesOpen = false

// beyond is the byte that is locked, behind the end of any file: Windows keeps others
// from reading what is locked.
const beyond = 1 << 30

// lock locks a file until it is closed, by its program's end at the latest. It
// returns false if another one has locked it.
func lock(f *os.File) bool {
	const how = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, &windows.Overlapped{OffsetHigh: beyond})
	return !errors.Is(err, windows.ERROR_LOCK_VIOLATION) // a file system without locks has no others either
}
