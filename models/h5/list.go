package h5

import (
	"fmt"
	"strconv"

	"digits/models/h5/hdf5"
)

// headerLimit is what Keras allows one attribute: HDF5_OBJECT_HEADER_LIMIT of
// its legacy_h5_format.
const headerLimit = 64512

// attributeList reads a list of names, which Keras splits over attributes
// name0, name1 and so on if it is long. It is nil if there is none.
func attributeList(g *hdf5.Group, name string) ([]string, error) {
	values, ok, err := g.Strings(name)
	if err != nil {
		return nil, err
	}
	if ok {
		return append([]string{}, values...), nil
	}
	var all []string
	for i := 0; ; i++ {
		values, ok, err := g.Strings(name + strconv.Itoa(i))
		if err != nil || !ok {
			return all, err
		}
		all = append(all, values...)
	}
}

// listAttributes is attributeList's counterpart. It splits as Keras does, by
// the room that strings of one length would take.
func listAttributes(name string, values []string) ([]hdf5.Attribute, error) {
	longest := 1
	for _, v := range values {
		longest = max(longest, len(v))
	}
	if longest > headerLimit {
		return nil, fmt.Errorf("write: %s: got a name of %d bytes, want at most %d", name, longest, headerLimit)
	}
	const reference = 16 // what a string of variable length takes in the header
	most := headerLimit / longest
	if len(values) <= most {
		return []hdf5.Attribute{{Name: name, Values: values, Fixed: len(values)*reference > headerLimit}}, nil
	}
	var split []hdf5.Attribute
	parts := (len(values) + most - 1) / most
	for i := range parts {
		// numpy.array_split: the first parts have the remainder.
		n := (len(values) + parts - i - 1) / (parts - i)
		split = append(split, hdf5.Attribute{Name: name + strconv.Itoa(i), Values: values[:n], Fixed: true})
		values = values[n:]
	}
	return split, nil
}
