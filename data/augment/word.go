package augment

import "encoding/binary"

// Eight pixels in a word, each in its byte.
const (
	highBits = 0x8080808080808080
	evens    = 0x00ff00ff00ff00ff
	halves   = 0x0080008000800080
	ones     = 0x0001000100010001
)

func word(line []byte, x int) uint64           { return binary.LittleEndian.Uint64(line[x:]) }
func setWord(line []byte, x int, value uint64) { binary.LittleEndian.PutUint64(line[x:], value) }

// larger returns the larger of each two bytes. The difference of the low seven
// bits cannot borrow across bytes once a's high bits are set; where the high bits
// differ, they decide, else that difference does.
func larger(a, b uint64) uint64 {
	low := (a | highBits) - (b &^ highBits)
	ge := (a&^b | ^(a^b)&low) & highBits
	mask := ge >> 7 * 0xff
	return a&mask | b&^mask
}

// between returns a + (b-a)·share/256 for each byte, rounded; share is 0 to 256.
func between(a, b, share uint64) uint64 {
	even := (a&evens)*(256-share) + (b&evens)*share + halves
	odd := (a>>8&evens)*(256-share) + (b>>8&evens)*share + halves
	return even>>8&evens | odd&^evens
}

// sum returns the sum of the bytes.
func sum(a uint64) uint64 { return (a&evens + a>>8&evens) * ones >> 48 }

// largest returns the largest byte.
func largest(a uint64) uint64 {
	a = larger(a, a>>32)
	a = larger(a, a>>16)
	return larger(a, a>>8) & 0xff
}
