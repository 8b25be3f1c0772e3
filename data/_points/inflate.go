package main

import "log"

// block is where a deflate block starts.
type block struct {
	bit int // of the file
	at  int // byte of the content
}

// inflater unpacks as slowly and plainly as RFC 1951 reads: what it is for is to
// know the bit at which each block starts, which no library says.
type inflater struct {
	packed []byte
	bit    int
	out    []byte
}

// inflate unpacks the deflate stream that starts at a byte of packed.
func inflate(packed []byte, start int) (blocks []block, content []byte) {
	d := &inflater{packed: packed, bit: 8 * start}
	for last := 0; last == 0; {
		blocks = append(blocks, block{d.bit, len(d.out)})
		last = d.bits(1)
		switch kind := d.bits(2); kind {
		case 0:
			d.stored()
		case 1:
			d.symbols(fixed())
		case 2:
			d.symbols(d.dynamic())
		default:
			log.Fatalf("bit %d: block of type %d", d.bit, kind)
		}
	}
	return blocks, d.out
}

// bits takes a number of n bits, lowest first.
func (d *inflater) bits(n int) int {
	v := 0
	for i := range n {
		v |= int(d.packed[d.bit>>3]>>(d.bit&7)&1) << i
		d.bit++
	}
	return v
}

// stored copies a block that is not compressed (section 3.2.4).
func (d *inflater) stored() {
	d.bit = (d.bit + 7) &^ 7
	n := d.bits(16)
	d.bits(16) // the same number's complement
	for range n {
		d.out = append(d.out, byte(d.bits(8)))
	}
}

// code is a Huffman code: how many words there are of each length, and the
// symbols in the order of their words.
type code struct {
	counts  [16]int
	symbols []int
}

func newCode(lengths []int) code {
	var c code
	for n := 1; n < len(c.counts); n++ {
		for symbol, length := range lengths {
			if length == n {
				c.counts[n]++
				c.symbols = append(c.symbols, symbol)
			}
		}
	}
	return c
}

// symbol takes a word, highest bit first (section 3.2.2): words of a length
// follow each other, and the first follows twice the last of the shorter.
func (d *inflater) symbol(c code) int {
	word, first, index := 0, 0, 0
	for n := 1; n < len(c.counts); n++ {
		word |= d.bits(1)
		if word-first < c.counts[n] {
			return c.symbols[index+word-first]
		}
		index += c.counts[n]
		first = (first + c.counts[n]) << 1
		word <<= 1
	}
	log.Fatalf("bit %d: no word of the code", d.bit)
	return 0
}

// fixed returns the codes of section 3.2.6.
func fixed() (literals, distances code) {
	lengths := make([]int, 288)
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		default:
			lengths[i] = 8
		}
	}
	five := make([]int, 30)
	for i := range five {
		five[i] = 5
	}
	return newCode(lengths), newCode(five)
}

// dynamic reads the codes of a block (section 3.2.7).
func (d *inflater) dynamic() (literals, distances code) {
	literalCount, distanceCount, count := d.bits(5)+257, d.bits(5)+1, d.bits(4)+4
	order := [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
	var short [19]int
	for _, i := range order[:count] {
		short[i] = d.bits(3)
	}
	lengthCode := newCode(short[:])
	var lengths []int
	for len(lengths) < literalCount+distanceCount {
		symbol := d.symbol(lengthCode)
		value, repeat := symbol, 1
		switch symbol {
		case 16:
			value, repeat = lengths[len(lengths)-1], 3+d.bits(2)
		case 17:
			value, repeat = 0, 3+d.bits(3)
		case 18:
			value, repeat = 0, 11+d.bits(7)
		}
		for range repeat {
			lengths = append(lengths, value)
		}
	}
	return newCode(lengths[:literalCount]), newCode(lengths[literalCount:])
}

// The least length and distance of each symbol, and the bits that add to it
// (section 3.2.5).
var (
	lengthBase = [...]int{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258}
	lengthBits = [...]int{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
)

func (d *inflater) distance(symbol int) int {
	if symbol < 4 {
		return symbol + 1
	}
	extra := symbol/2 - 1
	return (2+symbol&1)<<extra + 1 + d.bits(extra)
}

// symbols unpacks a compressed block.
func (d *inflater) symbols(literals, distances code) {
	for {
		symbol := d.symbol(literals)
		switch {
		case symbol < 256:
			d.out = append(d.out, byte(symbol))
		case symbol == 256:
			return
		default:
			length := lengthBase[symbol-257] + d.bits(lengthBits[symbol-257])
			from := len(d.out) - d.distance(d.symbol(distances))
			for i := range length {
				d.out = append(d.out, d.out[from+i])
			}
		}
	}
}
