// Package kernel holds the arithmetic of the networks: dense and sparse products,
// and what goes element by element, over slices in row-major order.
package kernel
