package kernel

// inVectors returns w as float32 and how many of its elements fill vectors, 0 if it is
// not for the assembly.
func inVectors[T Float](w []T) (single []float32, n int) {
	single, ok := asFloat32(w)
	if !ok || active == portable {
		return nil, 0
	}
	return single, whole(len(w), lanes)
}

// sgdVector, like the two below, returns the number of weights that it stepped.
func sgdVector[T Float](w, g []T, learnRate T) int {
	single, n := inVectors(w)
	if n == 0 {
		return 0
	}
	gradient, _ := asFloat32(g)
	rate := float32(learnRate)
	sgdAVX2(n, &single[0], &gradient[0], &rate)
	return n
}

func momentumVector[T Float](w, g, v []T, s MomentumStep[T]) int {
	single, n := inVectors(w)
	if n == 0 {
		return 0
	}
	gradient, _ := asFloat32(g)
	velocity, _ := asFloat32(v)
	constants := [...]float32{-float32(s.LearnRate), float32(s.Momentum), float32(s.Fresh), magnitude, smallestNormal}
	switch {
	case s.Keras && s.Nesterov:
		kerasMomentumNesterovAVX2(n, &single[0], &gradient[0], &velocity[0], &constants[0])
	case s.Keras:
		kerasMomentumAVX2(n, &single[0], &gradient[0], &velocity[0], &constants[0])
	case s.Nesterov:
		momentumNesterovAVX2(n, &single[0], &gradient[0], &velocity[0], &constants[0])
	default:
		momentumAVX2(n, &single[0], &gradient[0], &velocity[0], &constants[0])
	}
	return n
}

func rmspropVector[T Float](w, g, v []T, s RMSpropStep[T]) int {
	single, n := inVectors(w)
	if n == 0 {
		return 0
	}
	gradient, _ := asFloat32(g)
	mean, _ := asFloat32(v)
	constants := [...]float32{
		-float32(s.LearnRate), float32(s.Rho), float32(s.Rest), float32(s.Inside), float32(s.Outside), magnitude, smallestNormal,
	}
	rmspropAVX2(n, &single[0], &gradient[0], &mean[0], &constants[0])
	return n
}
