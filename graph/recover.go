package graph

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/pkg/errors"
)

// recoverTo turns a panic, as gorgonia's Must is one, into an error that names the line of
// code at which it arose.
func recoverTo(err *error) {
	if r := recover(); r != nil {
		*err = errors.Errorf("graph: %s%s", fmt.Sprint(r), panicked())
	}
}

// panicked is where the code stood that has panicked: the innermost that is neither Go's
// own nor gorgonia's.
func panicked() string {
	callers := make([]uintptr, 32)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)]) // not Callers, this, recoverTo
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if f.File != "" && !strings.HasPrefix(f.Function, "runtime.") && !strings.HasPrefix(f.Function, "gorgonia.org/") {
			return fmt.Sprintf(" (%s:%d)", filepath.Base(f.File), f.Line)
		}
	}
	return ""
}
