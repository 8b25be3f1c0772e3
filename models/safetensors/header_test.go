package safetensors

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"digits/internal/hostile"
)

// file is a header, its length before it, and n bytes of zeros.
func file(header string, n int) []byte {
	data := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(data, header...), make([]byte, n)...)
}

func tensor(name, dtype, shape string, begin, end int) string {
	return fmt.Sprintf(`%q:{"dtype":%q,"shape":%s,"data_offsets":[%d,%d]}`, name, dtype, shape, begin, end)
}

func TestReadRefuses(t *testing.T) {
	good := tensor("a", "F32", "[2]", 0, 8)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":              {nil, "got 0 bytes"},
		"short":                {[]byte{1, 2, 3}, "got 3 bytes"},
		"length beyond file":   {binary.LittleEndian.AppendUint64(nil, 100), "header of 100 bytes"},
		"length of 2^64-1":     {binary.LittleEndian.AppendUint64(nil, 1<<64-1), "header of 18446744073709551615"},
		"header too long":      {file("{"+strings.Repeat(" ", maxHeader)+good+"}", 8), "at most 1048576"},
		"empty header":         {file("", 0), "header: got"},
		"list":                 {file("[]", 0), "want an object"},
		"null":                 {file("null", 0), "want an object"},
		"no end":               {file("{"+good, 8), "header"},
		"more after the end":   {file("{"+good+"}}", 8), "invalid"},
		"no arrays":            {file("{}", 0), "empty tensors"},
		"overlap":              {file("{"+good+","+tensor("b", "F32", "[2]", 4, 12)+"}", 12), "offset start"},
		"same bytes":           {file("{"+good+","+tensor("b", "F32", "[2]", 0, 8)+"}", 8), "offset start"},
		"hole":                 {file("{"+good+","+tensor("b", "F32", "[2]", 12, 20)+"}", 20), "offset start"},
		"hole at the start":    {file("{"+tensor("a", "F32", "[2]", 4, 12)+"}", 12), "offset start"},
		"bytes at the end":     {file("{"+good+"}", 9), "incomplete buffer"},
		"bytes missing":        {file("{"+good+"}", 7), "incomplete buffer"},
		"end before begin":     {file("{"+tensor("a", "F32", "[0]", 0, -4)+"}", 0), "cannot unmarshal"},
		"name twice":           {file("{"+good+","+tensor("a", "F32", "[2]", 8, 16)+"}", 16), "each once"},
		"key twice":            {file(`{"a":{"dtype":"F32","dtype":"F32","shape":[0],"data_offsets":[0,0]}}`, 0), "each once"},
		"metadata twice":       {file(`{"__metadata__":{},`+good+`,"__metadata__":{}}`, 8), "each once"},
		"metadata key twice":   {file(`{"__metadata__":{"k":"1","k":"2"},`+good+`}`, 8), "each once"},
		"metadata number":      {file(`{"__metadata__":{"k":1},`+good+`}`, 8), "want a string"},
		"metadata list":        {file(`{"__metadata__":[],`+good+`}`, 8), "want an object"},
		"other key":            {file(`{"a":{"dtype":"F32","shape":[0],"offsets":[0,0]}}`, 0), `"offsets"`},
		"key in capitals":      {file(`{"a":{"DTYPE":"F32","shape":[0],"data_offsets":[0,0]}}`, 0), `"DTYPE"`},
		"no dtype":             {file(`{"a":{"shape":[0],"data_offsets":[0,0]}}`, 0), "got 2 keys"},
		"one offset":           {file(`{"a":{"dtype":"F32","shape":[0],"data_offsets":[0]}}`, 0), "fewer than 2"},
		"three offsets":        {file(`{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0,0]}}`, 0), "at most 2"},
		"fraction":             {file("{"+tensor("a", "F32", "[0.5]", 0, 0)+"}", 0), "cannot unmarshal"},
		"negative dimension":   {file("{"+tensor("a", "F32", "[-1]", 0, 4)+"}", 4), "cannot unmarshal"},
		"dimension of 2^64":    {file("{"+tensor("a", "F32", "[18446744073709551616]", 0, 0)+"}", 0), "cannot unmarshal"},
		"nested":               {file("{"+tensor("a", "F32", "[[1]]", 0, 4)+"}", 4), "numbers"},
		"deeply nested":        {file(strings.Repeat(`{"a":`, 100000), 0), `"a"`},
		"overflowing shape":    {file("{"+tensor("a", "F32", "[4294967296,4294967296]", 0, 0)+"}", 0), "overflow"},
		"overflowing bytes":    {file("{"+tensor("a", "F32", "[4611686018427387904]", 0, 0)+"}", 0), "overflow"},
		"empty, beyond int":    {file("{"+tensor("a", "F32", "[0,9223372036854775808]", 0, 0)+"}", 0), "below 2^63"},
		"shape beyond file":    {file("{"+tensor("a", "F32", "[1000000000000]", 0, 4000000000000)+"}", 8), "incomplete buffer"},
		"shape and bytes":      {file("{"+tensor("a", "F32", "[3]", 0, 8)+"}", 8), "mismatch"},
		"unknown type":         {file("{"+tensor("a", "F99", "[2]", 0, 8)+"}", 8), "F99"},
		"complex":              {file("{"+tensor("steps", "C64", "[1]", 0, 8)+"}", 8), `"steps": got C64`},
		"float8":               {file("{"+tensor("w", "F8_E4M3", "[1]", 0, 1)+"}", 1), `"w": got F8_E4M3, want F16, BF16, F32, F64 or integers: its numbers mean something with scales only`},
		"float4":               {file("{"+tensor("w", "F4", "[2]", 0, 1)+"}", 1), `"w": got F4`},
		"many dimensions":      {file("{"+tensor("a", "F32", "["+strings.Repeat("1,", 400000)+"1]", 0, 4)+"}", 4), "at most 32"},
		"many arrays":          {file(`{`+manyTensors(maxArrays+2)+`}`, 0), "at most 2049 keys"},
		"many metadata":        {file(`{"__metadata__":{`+manyStrings(maxMetadata+1)+`},`+good+`}`, 8), "at most 256 keys"},
		"as many as there may": {file(`{"__metadata__":{`+manyStrings(maxMetadata)+`},`+manyTensors(maxArrays)+`}`, 1), "incomplete buffer"},
	} {
		t.Run(name, func(t *testing.T) {
			err := hostile.Refused(t, c.data, func(data []byte) error {
				_, _, err := Read(data)
				return err
			})
			if err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if typed := strings.Contains(c.want, "got ") || c.want == "F99"; !typed && !errors.Is(err, ErrFormat) {
				t.Errorf("got %v, want ErrFormat", err)
			}
		})
	}
}

func TestRecognize(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want bool
	}{
		"file":               {readFile(t, "odd.safetensors"), true},
		"nothing":            {nil, false},
		"length alone":       {make([]byte, 8), false},
		"length beyond file": {append(binary.LittleEndian.AppendUint64(nil, 2), '{'), false},
		"list":               {file("[]", 0), false},
		"zip":                {[]byte("PK\x03\x04\x00\x00\x00\x00{}"), false},
	} {
		if got := Recognize(c.data); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func manyTensors(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = tensor(fmt.Sprint(i), "F32", "[0]", 0, 0)
	}
	return strings.Join(list, ",")
}

func manyStrings(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`"%d":""`, i)
	}
	return strings.Join(list, ",")
}
