// Command _points finds the places from which MNIST's training images can be
// unpacked, as data/points.go needs them. In the folder data:
//
//	go run ./_points FOLDER/train-images-idx3-ubyte.gz 4
//
// prints the table for four pieces and writes windows.gz.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"log"
	"os"
	"strconv"
)

const windowSize = 32 << 10

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: go run ./_points FILE.gz PIECES")
	}
	pieces, err := strconv.Atoi(os.Args[2])
	if err != nil || pieces < 2 {
		log.Fatalf("got %q pieces, want 2 or more", os.Args[2])
	}
	packed, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	// The header is 10 bytes, of which the fourth says that a file's name follows,
	// and the name with a zero byte (RFC 1952).
	if len(packed) < 10 || packed[3] != 8 {
		log.Fatalf("%s: want a gzip file with its name and nothing else in its header", os.Args[1])
	}
	blocks, content := inflate(packed, 10+bytes.IndexByte(packed[10:], 0)+1)
	var windows bytes.Buffer
	w, err := gzip.NewWriterLevel(&windows, gzip.BestCompression)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("var points = [...]point{")
	for i := range pieces {
		b := nearest(blocks, i*len(content)/pieces)
		fmt.Printf("\t{packed: %d, at: %d},\n", b.bit/8, b.at)
		w.Write(content[max(0, b.at-windowSize):b.at])
	}
	fmt.Println("}")
	w.Close()
	if err := os.WriteFile("windows.gz", windows.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

// nearest returns the block that starts nearest to a byte of the content, of those
// that start with a byte of the file.
func nearest(blocks []block, at int) block {
	best := blocks[0]
	for _, b := range blocks {
		if b.bit%8 == 0 && distance(b.at, at) < distance(best.at, at) {
			best = b
		}
	}
	return best
}

func distance(a, b int) int { return max(a-b, b-a) }
