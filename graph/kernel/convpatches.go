package kernel

// patches is a matrix of an image's patches: a row a patch, a column a weight of a
// filter. Element (i, k) is data[i·row + k·col].
type patches[T Float] struct {
	data     []T
	row, col int
}

// patchesOf returns those of rows top..bottom-1 of the result, of a group's channels of
// the image x. One channel's are copied by columns, which are long, more channels' by rows.
func (s *convScratch[T]) patchesOf(c *Conv, x []T, group, top, bottom int) patches[T] {
	depth, count := c.Depth(), (bottom-top)*c.Out[1]
	if c.plain() {
		return patches[T]{x[top*c.Out[1]*depth:], depth, 1}
	}
	s.patches = roomFor(s.patches, count*depth)
	if c.Channels == c.Groups {
		copyColumns(c, x, group, top, bottom, s.patches)
		return patches[T]{s.patches, 1, count}
	}
	copyRows(c, x, group, top, bottom, s.patches)
	return patches[T]{s.patches, depth, 1}
}

// copyRows copies patch after patch.
func copyRows[T Float](c *Conv, x []T, group, top, bottom int, to []T) {
	channels, _ := c.group()
	width := c.Kernel[1] * channels
	for i := top; i < bottom; i++ {
		for j := range c.Out[1] {
			left := j*c.Stride[1] - c.Before[1]
			for r := range c.Kernel[0] {
				line := to[:width]
				to = to[width:]
				h := i*c.Stride[0] - c.Before[0] + r*c.Dilation[0]
				if h < 0 || h >= c.Height {
					clear(line)
					continue
				}
				copyLine(c, x[h*c.Width*c.Channels:][:c.Width*c.Channels], group*channels, channels, left, line)
			}
		}
	}
}

// copyLine copies what a row of the kernel sees of a line of pixels, from column left on,
// of so many channels from first on.
func copyLine[T Float](c *Conv, line []T, first, channels, left int, to []T) {
	if c.dense() {
		from, at, n := c.run(left)
		clear(to[:at])
		copy(to[at:at+n], line[from:])
		clear(to[at+n:])
		return
	}
	for q := range c.Kernel[1] {
		pixel := to[q*channels:][:channels]
		w := left + q*c.Dilation[1]
		if w < 0 || w >= c.Width {
			clear(pixel)
			continue
		}
		copy(pixel, line[w*c.Channels+first:])
	}
}

// dense tells whether a row of the kernel sees numbers that lie side by side.
func (c *Conv) dense() bool { return c.Groups == 1 && c.Dilation[1] == 1 }

// run is what a row of a dense kernel sees of a line from column left on: n numbers from
// one of the line on, which are those from at on of the row.
func (c *Conv) run(left int) (from, at, n int) {
	first, last := max(0, -left), min(c.Kernel[1], c.Width-left)
	if first >= last {
		return 0, 0, 0
	}
	return (left + first) * c.Channels, first * c.Channels, (last - first) * c.Channels
}

// copyColumns copies the patches of one channel weight after weight.
func copyColumns[T Float](c *Conv, x []T, channel, top, bottom int, to []T) {
	for r := range c.Kernel[0] {
		for q := range c.Kernel[1] {
			for i := top; i < bottom; i++ {
				line := to[:c.Out[1]]
				to = to[c.Out[1]:]
				h := i*c.Stride[0] - c.Before[0] + r*c.Dilation[0]
				if h < 0 || h >= c.Height {
					clear(line)
					continue
				}
				copyShifted(c, x[h*c.Width*c.Channels+channel:], q*c.Dilation[1]-c.Before[1], line)
			}
		}
	}
}

// copyShifted copies every so many pixels of a line's one channel, from column left on.
func copyShifted[T Float](c *Conv, line []T, left int, to []T) {
	first := min(len(to), max(0, (c.Stride[1]-1-left)/c.Stride[1]))
	last := 0
	if room := c.Width - left; room > 0 {
		last = min(len(to), (room-1)/c.Stride[1]+1)
	}
	if first >= last {
		clear(to)
		return
	}
	clear(to[:first])
	clear(to[last:])
	if c.Stride[1] == 1 && c.Channels == 1 {
		copy(to[first:last], line[left+first:])
		return
	}
	for j := first; j < last; j++ {
		to[j] = line[(left+j*c.Stride[1])*c.Channels]
	}
}

// addPatches adds the gradients of the patches of rows top..bottom-1 to those of the
// image, dx, patch after patch: element (i, k) of them is
// dp[(k/panelCols·patches + i)·panelCols + k%panelCols].
func addPatches[T Float](c *Conv, dp []T, group, top, bottom int, dx []T) {
	channels, _ := c.group()
	count := (bottom - top) * c.Out[1]
	for patch := range count {
		i, j := top+patch/c.Out[1], patch%c.Out[1]
		left := j*c.Stride[1] - c.Before[1]
		for r := range c.Kernel[0] {
			h := i*c.Stride[0] - c.Before[0] + r*c.Dilation[0]
			if h < 0 || h >= c.Height {
				continue
			}
			line, depth := dx[h*c.Width*c.Channels:][:c.Width*c.Channels], r*c.Kernel[1]*channels
			if c.dense() {
				from, at, n := c.run(left)
				addPanels(line[from:from+n], dp, count, patch, depth+at)
				continue
			}
			for q := range c.Kernel[1] {
				if w := left + q*c.Dilation[1]; w >= 0 && w < c.Width {
					addPanels(line[w*c.Channels+group*channels:][:channels], dp, count, patch, depth+q*channels)
				}
			}
		}
	}
}

// addPanels adds to dx what a patch has from weight k on.
func addPanels[T Float](dx, dp []T, count, patch, k int) {
	for len(dx) > 0 {
		n := min(len(dx), panelCols-k%panelCols)
		addTo(dx[:n], dp[(k/panelCols*count+patch)*panelCols+k%panelCols:])
		dx, k = dx[n:], k+n
	}
}

// addTo adds the first numbers of x to sum.
func addTo[T Float](sum, x []T) {
	x = x[:len(sum)]
	if single, ok := asFloat32(sum); ok {
		from, _ := asFloat32(x)
		n := addVector(single, from)
		sum, x = sum[n:], x[n:]
	}
	for i, v := range x {
		sum[i] += v
	}
}
