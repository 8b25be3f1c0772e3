package kernel

//go:generate go -C _asm run ./pause -out ../pause_amd64.s -stubs ../pause_amd64.go -pkg kernel
//go:generate go -C _asm run ./gemm -isa avx2 -out ../gemm_avx2_amd64.s -stubs ../gemm_avx2_amd64.go -pkg kernel
//go:generate go -C _asm run ./gemm -isa avx512 -out ../gemm_avx512_amd64.s -stubs ../gemm_avx512_amd64.go -pkg kernel
//go:generate go -C _asm run ./sparse -isa avx2 -out ../sparse_avx2_amd64.s -stubs ../sparse_avx2_amd64.go -pkg kernel
//go:generate go -C _asm run ./sparse -isa avx512 -out ../sparse_avx512_amd64.s -stubs ../sparse_avx512_amd64.go -pkg kernel
