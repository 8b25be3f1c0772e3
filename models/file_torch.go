package models

import (
	"io"

	"digits/models/pth"
)

// writeTorch writes a state dict.
func (m *Model) writeTorch(w io.Writer) error {
	arrays, err := m.torchArrays()
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, a := range arrays {
		names[a.Name] = a.of
	}
	return m.withRecord(w, names, func(w io.Writer, record []byte) error {
		return pth.WriteWith(w, stateDict(arrays), record)
	})
}
