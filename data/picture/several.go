package picture

// several returns how many digits there seem to be in a picture of strokes: parts
// that stand apart, each more than half as high as the highest, and what is twice
// as wide as high. The strokes of one digit lie over each other, or nearly.
func several(strokes *Gray) int {
	const inStroke = 0.5
	mask := make([]bool, len(strokes.Pix))
	for i, v := range strokes.Pix {
		mask[i] = v > inStroke
	}
	parts, _ := withoutSpecks(components(mask, strokes.Height, strokes.Width))
	parts = together(parts)
	highest := 0
	for _, c := range parts {
		highest = max(highest, c.height())
	}
	n := 0
	for _, c := range parts {
		if 2*c.height() > highest {
			n += max(1, c.width()/highest)
		}
	}
	return n
}

// together joins the parts that do not stand apart.
func together(parts []component) (digits []component) {
	for _, c := range parts {
		for i := 0; i < len(digits); i++ {
			if !apart(c, digits[i]) {
				c = c.with(digits[i])
				digits = append(digits[:i], digits[i+1:]...)
				i = -1 // it may join what it stood apart from
			}
		}
		digits = append(digits, c)
	}
	return digits
}

// apart reports whether two parts are two digits: beside each other with paper
// between them or, as slanted ones do, with a quarter of the narrower one over the
// other if both together are wider than a digit; or a third of a digit above each
// other. What is low and near belongs to what it is near.
func apart(a, b component) bool {
	both := a.with(b)
	gap := max(a.left, b.left) - min(a.right, b.right)
	if gap > 0 || 4*-gap < min(a.width(), b.width()) && 4*both.width() > 5*both.height() {
		return 2*min(a.height(), b.height()) > both.height() || 4*gap > both.height()
	}
	above := max(a.top, b.top) - min(a.bottom, b.bottom)
	return 3*above > min(a.height(), b.height())
}
