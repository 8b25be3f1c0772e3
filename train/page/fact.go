package page

import (
	"runtime"
	"runtime/debug"
	"time"

	"digits/graph/kernel"
	"digits/internal/machine"
)

// Fact is a named value for people: a setting, a version, a time.
type Fact struct{ Name, Value string }

// Machine returns the versions and the machine that something was made with, and
// when it was made.
func Machine(made time.Time) []Fact {
	return []Fact{
		{"Go", runtime.Version()},
		{"gorgonia", version("gorgonia.org/gorgonia")},
		{"CPU", machine.Name()},
		{"Kernels", kernel.ISA()},
		{"Report made", made.Format(time.RFC3339)},
	}
}

// version is that of a module of this program.
func version(module string) string {
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, m := range info.Deps {
			if m.Path == module {
				return m.Version
			}
		}
	}
	return "unknown"
}
