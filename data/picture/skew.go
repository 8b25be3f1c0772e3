package picture

import "math"

// skew returns the angle, in radians, by which the lines of a picture of ink fall
// to the right: of those up to 5 degrees the one along which what has more ink
// than level is spread the least. Counted are lines with ink along a least share of
// their way; 0 if there are none.
func skew(ink *Gray, level float32, least float64) float64 {
	const widest, step = 5, 0.1 // degrees
	var across, down [][2]float64
	for y := range ink.Height {
		for x, v := range ink.Row(y) {
			if v <= level {
				continue
			}
			if x%every == 0 {
				across = append(across, [2]float64{float64(y), float64(x)})
			}
			if y%every == 0 {
				down = append(down, [2]float64{float64(x), float64(y)})
			}
		}
	}
	best, found := 0.0, 0.0
	for k := -int(widest / step); k <= int(widest/step); k++ {
		angle := float64(k) * step * math.Pi / 180
		slope := math.Tan(angle)
		score := alignment(across, slope, ink.Height, ink.Width, least) + alignment(down, -slope, ink.Width, ink.Height, least)
		if score > best || score == best && math.Abs(angle) < math.Abs(found) {
			best, found = score, angle
		}
	}
	if best == 0 {
		return 0
	}
	return found
}

// every is how many pixels apart ink is looked for along a line: lines are long.
const every = 4

// alignment sums the squares of how much of the ink lies along each line of a
// slope, as a share of the way, of those where it is more than the least.
func alignment(places [][2]float64, slope float64, height, width int, least float64) (sum float64) {
	reach := math.Abs(slope)*float64(width) + 1
	counts := make([]int32, height+2*int(reach)+2)
	for _, p := range places {
		counts[int(p[0]-slope*p[1]+reach)]++
	}
	for _, n := range counts {
		if s := float64(n*every) / float64(width); s > least {
			sum += s * s
		}
	}
	return sum
}

// turned turns a picture about its middle so that what falls to the right by the
// angle becomes level.
func turned(g *Gray, angle float64) *Gray {
	out := NewGray(g.Height, g.Width)
	for y := range g.Height {
		for x := range g.Width {
			out.Row(y)[x] = g.between(unturned(g, angle, float64(y), float64(x)))
		}
	}
	return out
}

// unturned returns the place in a picture that comes to (y, x) when it is turned.
func unturned(g *Gray, angle, y, x float64) (float64, float64) {
	sin, cos := math.Sincos(angle)
	middleY, middleX := float64(g.Height-1)/2, float64(g.Width-1)/2
	dy, dx := y-middleY, x-middleX
	return middleY + dx*sin + dy*cos, middleX + dx*cos - dy*sin
}

// between interpolates between the four pixels around a place.
func (g *Gray) between(y, x float64) float32 {
	iy, ix := int(math.Floor(y)), int(math.Floor(x))
	fy, fx := float32(y-float64(iy)), float32(x-float64(ix))
	top := g.At(iy, ix)*(1-fx) + g.At(iy, ix+1)*fx
	bottom := g.At(iy+1, ix)*(1-fx) + g.At(iy+1, ix+1)*fx
	return top*(1-fy) + bottom*fy
}
