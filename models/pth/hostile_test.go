package pth

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"digits/internal/hostile"
)

// The builders of build_test.go make a file that is read: what the table refuses is due
// to what it changes.
func TestCraftedFileIsRead(t *testing.T) {
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		file, err := Read(zipped(method, stateDict(text("w"), vector(2)), []byte("\x00\x00\x80\x3f\x00\x00\x00\x40")))
		if err != nil || len(file.Arrays) != 1 || file.Arrays[0].Values[1] != 2 {
			t.Errorf("method %d: got %v, %v, want 1 and 2", method, file, err)
		}
	}
}

func TestReadRefusesHostilePickles(t *testing.T) {
	four := make([]byte, 4)
	view := func(offset int, shape, strides string) string {
		return stateDict(text("w"), tensorOf(storageOf("FloatStorage", "0", 1), offset, shape, strides))
	}
	cyclic := "\x80\x02}q\x00" + text("w") + "h\x00s."
	for name, c := range map[string]struct {
		program string
		want    error
		text    string
	}{
		"os.system":              {"\x80\x02cos\nsystem\n" + text("id") + "\x85R.", ErrForbidden, `"os.system"`},
		"os.system, protocol 4":  {"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x02id\x85R.", ErrForbidden, `"os.system"`},
		"eval":                   {"\x80\x02c__builtin__\neval\n.", ErrForbidden, `"__builtin__.eval"`},
		"other rebuilder":        {"\x80\x02cnot.torch\n_rebuild_qtensor\n)R.", nil, "got a not.torch._rebuild_qtensor"},
		"dots in the name":       {"\x80\x04\x8c\x05torch\x8c\x10FloatStorage.bad\x93.", nil, "got a type, want a state dict"},
		"name without an end":    {"\x80\x02c" + strings.Repeat("a", 1<<20), ErrFormat, "without an end"},
		"name of numbers":        {"\x80\x04K\x01K\x02\x93.", ErrFormat, "a int and a int as a name"},
		"long names":             {"\x80\x04" + text(strings.Repeat("a", 1000)) + text("b") + "\x93.", ErrFormat, "short strings"},
		"nothing":                {"", ErrFormat, "got 0 bytes"},
		"no stop":                {"\x80\x02}", ErrFormat, "the file was cut"},
		"protocol 6":             {"\x80\x06}.", ErrFormat, "protocol 6"},
		"protocol 0":             {"(dp0\n.", ErrFormat, "opcode 0x70"},
		"new object":             {"\x80\x02)\x81.", ErrFormat, "got 1 values on the stack, want 2"},
		"no object":              {"\x80\x02.", ErrFormat, "got 0 values"},
		"pop of nothing":         {"\x80\x020.", ErrFormat, "got 0 values"},
		"pop below a mark":       {"\x80\x02}(0.", ErrFormat, "got 0 values"},
		"no mark":                {"\x80\x02}u.", ErrFormat, "no mark"},
		"key without a value":    {"\x80\x02}(Nu.", ErrFormat, "key without a value"},
		"items of a tuple":       {"\x80\x02)(NNu.", ErrFormat, "got a tuple, want a dict"},
		"append to a dict":       {"\x80\x02}Na.", ErrFormat, "got a dict, want a list"},
		"build of a list":        {"\x80\x02]}b.", ErrFormat, "got a list, want a dict"},
		"call of a dict":         {"\x80\x02})R.", ErrFormat, "call of a dict"},
		"call without a tuple":   {"\x80\x02ccollections\nOrderedDict\n]R.", ErrFormat, "with a list"},
		"OrderedDict of a list":  {"\x80\x02ccollections\nOrderedDict\n]\x85R.", nil, "got a collections.OrderedDict"},
		"call of a storage":      {"\x80\x02ctorch\nFloatStorage\n)R.", nil, "got a torch.FloatStorage"},
		"parameter of a dict":    {"\x80\x02ctorch._utils\n_rebuild_parameter\n}\x88}\x87R.", ErrFormat, "call of"},
		"tensor of nothing":      {"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)R.", ErrFormat, "0 arguments"},
		"tensor of None":         {"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(NNNNNNtR.", ErrFormat, "a tensor of a None"},
		"storage of a list":      {"\x80\x02]Q.", ErrFormat, "got a list, want a tuple"},
		"storage of nothing":     {"\x80\x02)Q.", ErrFormat, "storage of 0 values"},
		"storage of a module":    {"\x80\x02(" + text("module") + "NNNNtQ.", ErrFormat, "begin with"},
		"storage of a dict":      {"\x80\x02(" + text("storage") + "ccollections\nOrderedDict\n" + text("0") + "NK\x01tQ.", ErrFormat, "want a storage type"},
		"negative storage":       {stateDict(text("w"), tensorOf(storageOf("FloatStorage", "0", -1), 0, ")", ")")), ErrFormat, "at least 0"},
		"memo out of order":      {"\x80\x02}r\xff\xff\xff\xff.", ErrFormat, "memo 4294967295"},
		"memo of nothing":        {"\x80\x02q\x00.", ErrFormat, "got 0 values"},
		"memo that is not there": {"\x80\x02h\x00.", ErrFormat, "want one of 0"},
		"text of 4 GiB":          {"\x80\x02X\xff\xff\xff\xff", ErrFormat, "length of 4294967295"},
		"text of 2^64 bytes":     {"\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff", ErrFormat, "length of 18446744073709551615"},
		"text beyond the end":    {"\x80\x02X\x20\x00\x00\x00", ErrFormat, "length of 32"},
		"long beyond the end":    {"\x80\x02\x8a\xff", ErrFormat, "length of 255"},
		"frame beyond the end":   {"\x80\x04\x95\x00\x00", ErrFormat, "want 8"},
		"a long stack":           {"\x80\x02" + strings.Repeat("N", 2<<20), ErrTooLarge, ""},
		"marks":                  {"\x80\x02" + strings.Repeat("(", 2<<20), ErrTooLarge, ""},
		"dicts":                  {"\x80\x02" + strings.Repeat("}", 1<<20), ErrTooLarge, ""},
		"lists, dropped":         {"\x80\x02" + strings.Repeat("]0", 1<<20), ErrTooLarge, ""},
		"texts, dropped":         {"\x80\x04" + strings.Repeat("\x8c\x00"+"0", 1<<20), ErrTooLarge, ""},
		"names, dropped":         {"\x80\x02" + strings.Repeat("ctorch\nFloatStorage\n0", 200000), ErrTooLarge, ""},
		"memos":                  {"\x80\x04N" + strings.Repeat("\x94", 1<<20), ErrTooLarge, ""},
		"doubling tuples":        {"\x80\x04)" + strings.Repeat("\x942\x86", 100) + ".", ErrFormat, "opcode 0x32"},
		"memo bomb":              {"\x80\x02}" + memoBomb(80) + ".", nil, "got a tuple"},
		"deep nesting":           {"\x80\x02)" + strings.Repeat("\x85", 100000) + ".", nil, "got a tuple"},
		"deep lists":             {"\x80\x02" + strings.Repeat("]", 30000) + strings.Repeat("a", 29999) + ".", nil, "got a list"},
		"dict in itself":         {cyclic, nil, "got a dict, want a state dict"},
		"list in itself":         {"\x80\x02}" + text("w") + "]q\x00h\x00as.", nil, "w: a list of 1"},
		"no dict":                {"\x80\x02N.", nil, "got a None"},
		"a tensor alone":         {"\x80\x02" + vector(1) + ".", nil, "got a tensor"},
		"empty dict":             {"\x80\x02}.", nil, "empty state dict"},
		"number as a name":       {stateDict("K\x01", vector(1)), nil, "1: a tensor of float32 [1]"},
		"checkpoint of others":   {stateDict(text("epoch"), "K\x01", text("net"), "}"), nil, "epoch: 1, net: a dict of 0"},
		"name twice":             {stateDict(text("w"), vector(1), text("w"), vector(1)), ErrFormat, "each name once"},
		"integers":               {stateDict(text("w"), tensorOf(storageOf("LongStorage", "0", 1), 0, ")", ")")), ErrFormat, "4 bytes, want 1 elements of 8 bytes"},
		"no such storage":        {stateDict(text("w"), tensorOf(storageOf("FloatStorage", "../1", 1), 0, ")", ")")), ErrFormat, `no "data/../1"`},
		"storage too long":       {stateDict(text("w"), tensorOf(storageOf("FloatStorage", "0", 2), 0, ")", ")")), ErrFormat, "4 bytes, want 2 elements"},
		"storage of 2^62":        {stateDict(text("w"), tensorOf(storageOf("FloatStorage", "0", 1<<62), 0, ")", ")")), ErrFormat, "4 bytes, want"},
		"negative offset":        {view(-1, ")", ")"), ErrFormat, "offset -1"},
		"offset at the end":      {view(1, ")", ")"), ErrFormat, "offset 1"},
		"offset beyond int":      {view(1<<63-1, numbers(1), numbers(1)), ErrFormat, "want them inside"},
		"too many elements":      {view(0, numbers(2), numbers(1)), ErrFormat, "want them inside"},
		"stride too large":       {view(0, numbers(2, 1), numbers(1<<62, 1)), ErrFormat, "want them inside"},
		"strides that overflow":  {view(0, numbers(5, 5), numbers(1<<62, 1<<62)), ErrFormat, "want them inside"},
		"negative stride":        {view(0, numbers(2), numbers(-1)), ErrFormat, "at least 0"},
		"negative size":          {view(0, numbers(-1), numbers(1)), ErrFormat, "at least 0"},
		"strides missing":        {view(0, numbers(1, 1), numbers(1)), ErrFormat, "2 dimensions and 1 strides"},
		"shape of texts":         {view(0, "("+text("1")+"t", numbers(1)), ErrFormat, "a str and a int"},
		"many dimensions":        {view(0, "("+strings.Repeat("K\x01", 100)+"t", "("+strings.Repeat("K\x01", 100)+"t"), ErrFormat, "100 dimensions"},
		"shape that overflows":   {view(0, numbers(1<<32, 1<<32), numbers(0, 0)), ErrTooLarge, ""},
		"expanded to 4 GiB":      {stateDict(text("w"), expand(1<<30)), ErrTooLarge, ""},
		"expanded many times":    {stateDict(repeated(100, expand(1<<18))), ErrTooLarge, ""},
	} {
		t.Run(name, func(t *testing.T) {
			data := archived(c.program, four)
			read := func(data []byte) error { _, err := Read(data); return err }
			err := hostile.Refused(t, data, read)
			if err != nil && (!strings.Contains(err.Error(), c.text) || len(err.Error()) > 400) {
				t.Errorf("got %.1000v, want %q in a line", err, c.text)
			}
			if c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// An empty tensor lies in any storage, whatever its strides.
func TestReadEmptyTensorWithWildStrides(t *testing.T) {
	empty := tensorOf(storageOf("FloatStorage", "0", 1), 9, numbers(0, 1<<62), numbers(1<<62, 1<<62))
	file, err := Read(archived(stateDict(text("w"), empty), make([]byte, 4)))
	if err != nil || len(file.Arrays[0].Values) != 0 {
		t.Errorf("got %v, %v, want an empty array", file, err)
	}
}

// memoBomb is a tuple of twice a tuple of twice a tuple …, which no memory
// could hold if it were copied.
func memoBomb(depth int) string {
	s := ")q\x00"
	for i := range depth {
		s += "h" + string(rune(i)) + "h" + string(rune(i)) + "\x86q" + string(rune(i+1))
	}
	return s
}

func TestReadDeflatedBomb(t *testing.T) {
	read := func(data []byte) error { _, err := Read(data); return err }
	zeros := make([]byte, 16<<20)
	bomb := zipped(zip.Deflate, stateDict(text("w"), vector(len(zeros)/4)), zeros)
	if err := hostile.Refused(t, bomb, read); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v for %d bytes, want ErrTooLarge", err, len(bomb))
	}
	program := zipped(zip.Deflate, "\x80\x02"+strings.Repeat("N", 1<<20)+".", nil)
	if err := hostile.Refused(t, program, read); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v for %d bytes, want ErrTooLarge", err, len(program))
	}
}

// Every prefix of a file, and every file of one changed byte, is refused or
// read, but within bounds.
func TestReadDamagedFiles(t *testing.T) {
	read := func(data []byte) error { _, err := Read(data); return err }
	for _, name := range []string{"odd-odd.pth", "odd-protocol4-legacy.pth", "odd-views-legacy.pth"} {
		data := readTestdata(t, name)
		for n := range data {
			if hostile.Bounded(t, data[:n], read) == nil {
				t.Errorf("%s: got no error for the first %d bytes", name, n)
			}
			damaged := bytes.Clone(data)
			damaged[n] ^= 0xff
			_ = hostile.Bounded(t, damaged, read)
		}
	}
}
