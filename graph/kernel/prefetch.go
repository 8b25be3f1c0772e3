package kernel

//go:generate go -C _asm run ./prefetch -out ../prefetch_amd64.s -stubs ../prefetch_amd64.go -pkg kernel

// Prefetch asks for the cache lines of x, which are to be used soon, and does not wait for them.
func Prefetch(x []byte) {
	if len(x) > 0 {
		prefetch(&x[0], len(x))
	}
}
