package augment

//go:generate go -C _asm run . -out ../loops_amd64.s -stubs ../loops_amd64.go -pkg augment
//go:generate go -C ../../graph/kernel/_asm run ./neon ../../../data/augment
