//go:build !amd64 && !arm64

package kernel

func sumRowVector[T Float](x []T, sum []float64) int { return 0 }

func squaresRowVector[T Float](x []T, center, sum []float64) int { return 0 }

func normRowVector[T Float](x, y []T, center, scale, offset []float64) int { return 0 }

func productsRowVector[T Float](x, dy []T, center, scale, sum, product []float64) int { return 0 }

func normGradRowVector[T Float](x, dy, dx []T, center, mean, slope, scale []float64) int { return 0 }
