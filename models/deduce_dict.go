package models

// dictOf takes the file for a state dict of the recipe's network, whatever its layers are.
func (c *Contents) dictOf(r Recipe, m *Model, parts []dense, o LoadOptions) (*Model, error) {
	m.follow(r, parts)
	height, width := 1, m.Input[0]
	if len(m.Input) > 1 {
		height, width = m.Input[0], m.Input[1]
	}
	of, err := New(r, height, width, m.asked, 0)
	if err != nil {
		return nil, err
	}
	if err := of.LoadStateDict(c.Arrays); err != nil {
		return nil, err
	}
	of.Assumed = m.Assumed
	of.scale(o, r.Scale)
	return of, nil
}
