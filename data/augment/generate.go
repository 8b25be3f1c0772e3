package augment

//go:generate go -C _asm run . -out ../loops_amd64.s -stubs ../loops_amd64.go -pkg augment
//go:generate go -C ../../graph/kernel/_asm run ./neon -in ../../../data/augment/loops_amd64.s -stubs ../../../data/augment/loops_amd64.go -out ../../../data/augment/loops_arm64
