package kernel

//go:generate go -C _asm run ./scale -out ../scale_amd64.s -stubs ../scale_amd64.go -pkg kernel

// ScaleBytes writes pixels as numbers: src/255 in 0..1, or (src/255 - 0.5)/0.5 in -1..1 where signed, each operation
// rounded to float32. dst and src have the same length.
func ScaleBytes(dst []float32, src []byte, signed bool) {
	wantLength("ScaleBytes", "dst", len(dst), len(src))
	for lo, hi := range stretches(0, lines(len(src)), len(src)) {
		dst, src := dst[lo:hi], src[lo:hi]
		n := scaleBytesVector(dst, src, signed)
		scaleBytesPortable(dst[n:], src[n:], signed)
	}
}

func scaleBytesPortable(dst []float32, src []byte, signed bool) {
	dst = dst[:len(src)]
	for i, b := range src {
		v := float32(b) / 255
		if signed {
			v = (v - 0.5) / 0.5
		}
		dst[i] = v
	}
}
