package kernel

//go:generate go -C _asm run ./neon -in ../adam_amd64.s -stubs ../adam_amd64.go -out ../adam_arm64
//go:generate go -C _asm run ./neon -in ../descent_amd64.s -stubs ../descent_amd64.go -out ../descent_arm64
//go:generate go -C _asm run ./neon -in ../dropout_amd64.s -stubs ../dropout_amd64.go -out ../dropout_arm64
//go:generate go -C _asm run ./neon -in ../exp_amd64.s -stubs ../exp_amd64.go -out ../exp_arm64
//go:generate go -C _asm run ./neon -in ../gemm_avx2_amd64.s -stubs ../gemm_avx2_amd64.go -out ../gemm_avx2_arm64
//go:generate go -C _asm run ./neon -stubs ../gemm_avx512_amd64.go -out ../gemm_avx512_arm64
//go:generate go -C _asm run ./neon -in ../mul_amd64.s -stubs ../mul_amd64.go -out ../mul_arm64
//go:generate go -C _asm run ./neon -in ../pause_amd64.s -stubs ../pause_amd64.go -out ../pause_arm64
//go:generate go -C _asm run ./neon -in ../prefetch_amd64.s -stubs ../prefetch_amd64.go -out ../prefetch_arm64
//go:generate go -C _asm run ./neon -in ../relu_amd64.s -stubs ../relu_amd64.go -out ../relu_arm64
//go:generate go -C _asm run ./neon -in ../scale_amd64.s -stubs ../scale_amd64.go -out ../scale_arm64
//go:generate go -C _asm run ./neon -in ../sparse_avx2_amd64.s -stubs ../sparse_avx2_amd64.go -out ../sparse_avx2_arm64
//go:generate go -C _asm run ./neon -stubs ../sparse_avx512_amd64.go -out ../sparse_avx512_arm64
