package data

// gatherer collects numbers: as bytes for as long as each of them is one, or is a
// byte divided by 255, as float32 from the first that is not.
type gatherer struct {
	bytes  []byte
	floats []float32 // if coding is real
	coding coding
	n      int  // numbers so far
	top    byte // the largest of the bytes
	units  bool // 0 and 1 may be bytes divided by 255
}

// coding says what the bytes of a gatherer stand for.
type coding int

const (
	undecided coding = iota // only 0 and 1 so far
	integers                // themselves
	unit                    // themselves divided by 255
	real                    // there are none: floats has the numbers
)

// newGatherer has room for n numbers. With units, 0 to 1 may become 0 to 255.
func newGatherer(n int, units bool) *gatherer {
	return &gatherer{bytes: bytesOf(n), units: units}
}

func (g *gatherer) add(v float64) {
	if b, ok := g.byteOf(v); ok {
		g.bytes[g.n] = b
		g.top = max(g.top, b)
	} else {
		g.toFloats()
		g.floats[g.n] = float32(v)
	}
	g.n++
}

// byteOf returns what v is as a byte. It may decide the coding.
func (g *gatherer) byteOf(v float64) (byte, bool) {
	if g.coding == real || !(v >= 0 && v <= 255) {
		return 0, false
	}
	whole := byte(v)
	same := float64(whole) == v
	switch g.coding {
	case integers:
		return whole, same
	case undecided:
		if same && whole > 1 {
			g.coding = integers
		}
		if same {
			return whole, true
		}
		if _, ok := unitByte(v); !ok || !g.units {
			return 0, false
		}
		g.toUnit()
	}
	return unitByte(v)
}

// unitByte returns the byte that is v when divided by 255 in float32.
func unitByte(v float64) (byte, bool) {
	if v > 1 {
		return 0, false
	}
	b := byte(v*255 + 0.5)
	return b, Unit.Value(b) == float32(v)
}

// toUnit turns the 0 and 1 so far into 0 and 255.
func (g *gatherer) toUnit() {
	g.coding = unit
	for i, b := range g.bytes[:g.n] {
		g.bytes[i] = b * 255
	}
	g.top *= 255
}

func (g *gatherer) toFloats() {
	if g.coding != real {
		g.floats = floatsOf(g.bytes, g.n, g.coding)
		g.bytes, g.coding = nil, real
	}
}

// floatsOf returns the first n bytes as the numbers that they stand for.
func floatsOf(bytes []byte, n int, c coding) []float32 {
	floats := make([]float32, len(bytes))
	for i, b := range bytes[:n] {
		if c == unit {
			floats[i] = Unit.Value(b)
		} else {
			floats[i] = float32(b)
		}
	}
	return floats
}

// finish decides what is open still. fractions says that 0 and 1 were stored as
// numbers with fractions.
func (g *gatherer) finish(fractions bool) {
	if g.coding != undecided {
		return
	}
	if g.units && fractions && g.top == 1 {
		g.toUnit()
		return
	}
	g.coding = integers
}
