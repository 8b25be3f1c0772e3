package picture

// component is pixels that hang together, by their indices, and their box.
type component struct {
	pixels                   []int
	top, left, bottom, right int // bottom and right lie outside
}

func (c component) height() int { return c.bottom - c.top }
func (c component) width() int  { return c.right - c.left }

// touches reports whether the component reaches the edge of the picture.
func (c component) touches(height, width int) bool {
	return c.top == 0 || c.left == 0 || c.bottom == height || c.right == width
}

// components returns what hangs together in a mask, by edges or corners, in the
// order of the first pixels.
func components(mask []bool, height, width int) []component {
	seen := make([]bool, len(mask))
	var found []component
	var stack []int
	for first, set := range mask {
		if !set || seen[first] {
			continue
		}
		c := component{top: height, left: width}
		seen[first] = true
		stack = append(stack[:0], first)
		for len(stack) > 0 {
			i := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			y, x := i/width, i%width
			c.pixels = append(c.pixels, i)
			c.top, c.bottom = min(c.top, y), max(c.bottom, y+1)
			c.left, c.right = min(c.left, x), max(c.right, x+1)
			around(i, height, width, func(j int) {
				if mask[j] && !seen[j] {
					seen[j] = true
					stack = append(stack, j)
				}
			})
		}
		found = append(found, c)
	}
	return found
}
