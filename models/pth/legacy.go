package pth

import (
	"bytes"
	"fmt"
)

// The legacy format, torch.save's until 1.6, is four pickles (magic number,
// version, the machine, the value), a fifth with the keys of the storages, and
// then these in that order: a count of 64 bits and the elements.

// magic is the number 0x1950a86a20f9469cfc6c in a LONG1, which stands at byte 2
// of a pickle of protocol 2 and behind a frame of 9 bytes in later ones.
var magic = []byte("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19")

func isLegacy(data []byte) bool {
	return len(data) > 2 && data[0] == 0x80 &&
		(bytes.HasPrefix(data[2:], magic) || (len(data) > 11 && bytes.HasPrefix(data[11:], magic)))
}

func readLegacy(data []byte, b *budget) (*File, error) {
	var pickles [5]*machine
	rest := data
	for i := range pickles {
		m, err := unpickle(rest, Legacy, b)
		if err != nil {
			return nil, err
		}
		pickles[i], rest = m, rest[m.at:]
	}
	if err := checkLittleEndian(pickles[2].result); err != nil {
		return nil, err
	}
	keys, ok := pickles[4].result.(*list)
	if !ok {
		return nil, fmt.Errorf("%w: got the keys of the storages in a %s, want a list", ErrFormat, typeName(pickles[4].result))
	}
	contents, err := splitStorages(rest, keys.items, pickles[3].storages, b)
	if err != nil {
		return nil, err
	}
	return assemble(pickles[3].result, Legacy, b, func(s *storage) ([]byte, error) {
		c := contents[s.key]
		if c.data == nil {
			return nil, fmt.Errorf("%w: got no storage %.100q, want one", ErrFormat, s.key)
		}
		return c.data, nil
	})
}

// checkLittleEndian looks into what the format says of the machine that saved.
func checkLittleEndian(v any) error {
	if d, ok := v.(*dict); ok {
		for _, p := range d.pairs {
			if p.key == "little_endian" && p.value == true {
				return nil
			}
		}
	}
	return fmt.Errorf("got a file that is not said to be little-endian: save it on another machine")
}

// content is a storage in the file: the size of an element, and its bytes once
// they are found.
type content struct {
	size int
	data []byte
}

// splitStorages finds the bytes of each storage. The file says how many
// elements there are, and only the pickle what size they have.
func splitStorages(data []byte, keys []any, used []*storage, b *budget) (map[string]*content, error) {
	const sizeContent = 112 // with its share of the map
	if err := b.take(len(used), sizeContent); err != nil {
		return nil, fmt.Errorf("%d storages: %w", len(used), err)
	}
	contents := make(map[string]*content, len(used))
	for _, s := range used {
		if c := contents[s.key]; c != nil && c.size != s.kind.size {
			return nil, fmt.Errorf("%w: got the storage %.100q with elements of %d and %d bytes, want one size", ErrFormat, s.key, c.size, s.kind.size)
		}
		contents[s.key] = &content{size: s.kind.size}
	}
	for _, k := range keys {
		key, _ := k.(string)
		c := contents[key]
		if c == nil || c.data != nil {
			return nil, fmt.Errorf("%w: got the storage %s in the list of keys, want each that a tensor has, once", ErrFormat, keyName(k))
		}
		if len(data) < 8 || little.Uint64(data) > uint64((len(data)-8)/c.size) {
			return nil, fmt.Errorf("%w: got %d bytes left for the storage %.100q, want more: the file was cut", ErrFormat, len(data), key)
		}
		end := 8 + c.size*int(little.Uint64(data))
		c.data, data = data[8:end:end], data[end:]
	}
	return contents, nil
}
