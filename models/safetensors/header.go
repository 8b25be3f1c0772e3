package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/maruel/safetensors"
)

const metadataKey = "__metadata__"

// Bounds on a header, well above what a network of this program needs, so that
// parsing it takes less than 8 MiB whatever it holds.
const (
	maxHeader   = 1 << 20
	maxArrays   = 2048
	maxMetadata = 256
	maxRank     = 32
)

// Recognize tells by content whether data is likely a safetensors file: a
// length, and that much of a JSON object.
func Recognize(data []byte) bool {
	return len(data) > 8 && data[8] == '{' && binary.LittleEndian.Uint64(data) <= uint64(len(data)-8)
}

// checkHeader refuses what the library lets pass: a header that is no object,
// a key that stands twice or is none of the format's, data_offsets that are
// not two, a value of the wrong kind, and headers beyond the bounds.
func checkHeader(data []byte) error {
	if len(data) < 8 {
		return malformed("got %d bytes, want at least 8: the file was cut", len(data))
	}
	n := binary.LittleEndian.Uint64(data)
	if n > maxHeader || n > uint64(len(data)-8) {
		return malformed("got a header of %d bytes in a file of %d, want it inside and at most %d", n, len(data), maxHeader)
	}
	d := json.NewDecoder(bytes.NewReader(data[8 : 8+n]))
	d.UseNumber()
	return checkObject(d, "header", maxArrays+1, func(key string) error {
		if key == metadataKey {
			return checkObject(d, key, maxMetadata, func(name string) error { return checkString(d, name) })
		}
		return checkTensor(d, key)
	})
}

func checkTensor(d *json.Decoder, name string) error {
	fields := 0
	err := checkObject(d, name, 3, func(key string) error {
		fields++
		switch key {
		case "dtype":
			return checkType(d, name)
		case "shape":
			_, err := checkNumbers(d, name, maxRank)
			return err
		case "data_offsets":
			if n, err := checkNumbers(d, name, 2); err != nil || n == 2 {
				return err
			}
			return malformed("%s: got fewer than 2 data_offsets, want 2", name)
		}
		return malformed("%s: got the key %q, want dtype, shape and data_offsets", name, key)
	})
	if err == nil && fields != 3 {
		return malformed("%s: got %d keys, want dtype, shape and data_offsets", name, fields)
	}
	return err
}

// checkObject reads one object of at most limit different keys and calls value
// after each.
func checkObject(d *json.Decoder, where string, limit int, value func(key string) error) error {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return malformed("%s: got %v %v, want an object", where, t, errorText(err))
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		key, ok := t.(string)
		if err != nil || !ok || seen[key] || len(seen) == limit {
			return malformed("%s: got the key %v %v, want at most %d keys, each once", where, t, errorText(err), limit)
		}
		seen[key] = true
		if err := value(key); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return malformed("%s: %v", where, err)
	}
	return nil
}

// checkType refuses the types that the library does not know.
func checkType(d *json.Decoder, name string) error {
	t, err := d.Token()
	kind, ok := t.(string)
	if !ok {
		return malformed("%s: got %v %v, want a string", name, t, errorText(err))
	}
	switch safetensors.DType(kind) {
	case safetensors.F8_E4M3, safetensors.F8_E5M2:
		return nil
	}
	if _, ok := types[safetensors.DType(kind)]; !ok {
		return fmt.Errorf("safetensors: %.100q: got %.20s, want F16, BF16, F32, F64 or integers: %s", name, kind, remedyOf(kind))
	}
	return nil
}

func checkString(d *json.Decoder, where string) error {
	t, err := d.Token()
	if _, ok := t.(string); !ok {
		return malformed("%s: got %v %v, want a string", where, t, errorText(err))
	}
	return nil
}

func checkNumbers(d *json.Decoder, where string, limit int) (n int, err error) {
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return 0, malformed("%s: got %v %v, want a list", where, t, errorText(err))
	}
	for ; d.More(); n++ {
		t, err := d.Token()
		if _, ok := t.(json.Number); !ok || n == limit {
			return n, malformed("%s: got %v %v, want at most %d numbers", where, t, errorText(err), limit)
		}
	}
	if _, err := d.Token(); err != nil {
		return n, malformed("%s: %v", where, err)
	}
	return n, nil
}

// errorText is empty where there is no error, so that a message about a token
// serves for both.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
