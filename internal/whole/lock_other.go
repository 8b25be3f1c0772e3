//go:build !unix || solaris || aix

package whole

import "os"

const locks = false

func lock(*os.File) bool { return true }
