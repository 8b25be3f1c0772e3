package report

import (
	"runtime"
	"runtime/debug"
	"time"

	"digits/graph/kernel"
	"digits/internal/machine"
)

// facts are the settings, then the versions and the machine.
func (r *Report) facts() []Fact {
	return append(append([]Fact{}, r.Settings...),
		Fact{"Go", runtime.Version()},
		Fact{"gorgonia", version("gorgonia.org/gorgonia")},
		Fact{"CPU", machine.Name()},
		Fact{"Kernels", kernel.ISA()},
		Fact{"Report made", r.Made.Format(time.RFC3339)},
	)
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
