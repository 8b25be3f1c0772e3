//go:build !amd64

package kernel

func sgdVector[T Float](_, _ []T, _ T) int { return 0 }

func momentumVector[T Float](_, _, _ []T, _ MomentumStep[T]) int { return 0 }

func rmspropVector[T Float](_, _, _ []T, _ RMSpropStep[T]) int { return 0 }
