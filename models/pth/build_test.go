package pth

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
)

// archived is a file as torch.save makes it, of a pickle and storages.
func archived(program string, storages ...[]byte) []byte {
	return zipped(zip.Store, program, storages...)
}

func zipped(method uint16, program string, storages ...[]byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	add := func(name string, content []byte) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: "archive/" + name, Method: method})
		if err == nil {
			_, err = f.Write(content)
		}
		if err != nil {
			panic(err) // of the standard library, on a buffer
		}
	}
	add("data.pkl", []byte(program))
	for i, content := range storages {
		add(fmt.Sprint("data/", i), content)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func text(s string) string {
	return "X" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(s)))) + s
}

func number(n int) string {
	return "\x8a\x08" + string(binary.LittleEndian.AppendUint64(nil, uint64(n)))
}

func numbers(list ...int) string {
	s := "("
	for _, n := range list {
		s += number(n)
	}
	return s + "t"
}

// storageOf is a storage of a type that holds data/key.
func storageOf(kind, key string, elements int) string {
	return "(" + text("storage") + "ctorch\n" + kind + "\n" + text(key) + text("cpu") + number(elements) + "tQ"
}

// tensorOf is a tensor of a storage, and of opcodes for its shape and strides.
func tensorOf(storage string, offset int, shape, strides string) string {
	return "ctorch._utils\n_rebuild_tensor_v2\n(" + storage + number(offset) + shape + strides + "\x89}tR"
}

// vector is the usual float32 tensor of data/0.
func vector(n int) string {
	return tensorOf(storageOf("FloatStorage", "0", n), 0, numbers(n), numbers(1))
}

func stateDict(items ...string) string {
	return "\x80\x02}(" + strings.Join(items, "") + "u."
}

// expand is a tensor of n elements that are all the first of data/0.
func expand(n int) string {
	return tensorOf(storageOf("FloatStorage", "0", 1), 0, numbers(n), numbers(0))
}

// repeated is "i" and tensor for i from 0.
func repeated(count int, tensor string) string {
	var b strings.Builder
	for i := range count {
		b.WriteString(text(fmt.Sprint(i)) + tensor)
	}
	return b.String()
}
