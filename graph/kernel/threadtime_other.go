//go:build !linux

package kernel

import "time"

func threadTime() (time.Duration, bool) { return 0, false }
