//go:build !(linux && amd64)

package kernel

func processor() int32 { return 0 }

// thread is where a thread may run: anywhere.
type thread struct{}

func (*thread) avoid(int32) {}
func (*thread) restore()    {}
