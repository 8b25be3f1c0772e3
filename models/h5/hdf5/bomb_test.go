package hdf5

import (
	"bytes"
	"errors"
	"testing"

	"digits/models/weights"
)

// headerOf makes a file whose root has one object header of these messages,
// version 1. Addresses in them count from the header's messages on.
func headerOf(messages ...outMessage) (data []byte, body uint64) {
	w := &writer{b: make([]byte, superblockSize)}
	address, err := w.header(messages...)
	if err != nil {
		panic(err)
	}
	w.superblock(address)
	return w.b, address + 16
}

func addresses(v ...uint64) []byte {
	var e encoder
	e.u64(v...)
	return e
}

func TestHeaderLoop(t *testing.T) {
	const body = superblockSize + 16
	data, at := headerOf(outMessage{kind: messageContinuation, data: addresses(body, 24)})
	if at != body {
		t.Fatalf("the messages are at %d, not at %d", at, body)
	}
	if err := guarded(t, data); !errors.Is(err, ErrLimit) {
		t.Errorf("a header that continues with itself: %v, want ErrLimit", err)
	}
	two, _ := headerOf(
		outMessage{kind: messageContinuation, data: addresses(body, 48)},
		outMessage{kind: messageContinuation, data: addresses(body, 48)})
	if err := guarded(t, two); !errors.Is(err, ErrLimit) {
		t.Errorf("a header that continues with itself twice: %v, want ErrLimit", err)
	}
}

// bombs are files in which a little is pointed to very often.
func TestBombs(t *testing.T) {
	t.Run("b-tree", func(t *testing.T) {
		// Each level has 32 times the same child: 32^8 visits.
		w := &writer{b: make([]byte, superblockSize)}
		heap, _ := w.localHeap(nil)
		nodes := w.treeNodes(nil, 0)
		for level := uint8(1); level < 9; level++ {
			same := make([]node, 32)
			for i := range same {
				same[i] = nodes[0]
			}
			nodes = w.treeNodes(same, level)
		}
		root, err := w.header(outMessage{kind: messageSymbolTable, data: addresses(nodes[0].address, heap)})
		if err != nil {
			t.Fatal(err)
		}
		w.superblock(root)
		if err := guarded(t, w.b); !errors.Is(err, ErrLimit) {
			t.Errorf("error is %v, want ErrLimit", err)
		}
	})
	t.Run("strings", func(t *testing.T) {
		// 4000 references to one string of a megabyte.
		long := string(bytes.Repeat([]byte("x"), 1<<20))
		w := &writer{b: make([]byte, superblockSize)}
		values := make([]string, 4000)
		message := w.attribute(Attribute{Name: "a", Values: append(values[:3999:3999], long)})
		reference := message[len(message)-16:]
		for at := len(message) - 4000*16; at < len(message); at += 16 {
			copy(message[at:], reference)
		}
		root, err := w.header(outMessage{kind: messageSymbolTable, data: w.symbolTable(nil)}, outMessage{kind: messageAttribute, data: message})
		if err != nil {
			t.Fatal(err)
		}
		w.superblock(root)
		if err := guarded(t, w.b); !errors.Is(err, ErrLimit) {
			t.Errorf("error is %v, want ErrLimit", err)
		}
	})
	t.Run("arrays", func(t *testing.T) {
		// 1000 names for one array of a megabyte.
		w := &writer{b: make([]byte, superblockSize)}
		x, err := w.dataset(weights.Array{Shape: []int{1 << 18}, Values: make([]float32, 1<<18)})
		if err != nil {
			t.Fatal(err)
		}
		var links []link
		for i := range 1000 {
			links = append(links, link{string(rune('a' + i)), x})
		}
		root, err := w.header(outMessage{kind: messageSymbolTable, data: w.symbolTable(links)})
		if err != nil {
			t.Fatal(err)
		}
		w.superblock(root)
		if err := guarded(t, w.b); !errors.Is(err, ErrLimit) {
			t.Errorf("error is %v, want ErrLimit", err)
		}
	})
}
