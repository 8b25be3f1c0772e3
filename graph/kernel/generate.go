package kernel

//go:generate go -C _asm run ./pause -out ../pause_amd64.s -stubs ../pause_amd64.go -pkg kernel
