package protobuf

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// The bytes are those of https://protobuf.dev/programming-guides/encoding (150 in field
// 1, "testing" in 2, field 3 with a message) and IEEE 754's of 1.5.
func TestMessage(t *testing.T) {
	for want, got := range map[string]Message{
		"089601":                               Message(nil).Integer(1, 150),
		"08ffffffffffffffffff01":               Message(nil).Integer(1, -1),
		"08010802":                             Message(nil).Integers(1, []int{1, 2}),
		"120774657374696e67":                   Message(nil).Text(2, "testing"),
		"120161120162":                         Message(nil).Texts(2, []string{"a", "b"}),
		"1a03089601":                           Message(nil).Bytes(3, Message(nil).Integer(1, 150)),
		"250000c03f":                           Message(nil).Float(4, 1.5),
		"29000000000000f83f":                   Message(nil).Double(5, 1.5),
		"3208000000000000f83f":                 Message(nil).Doubles(6, []float64{1.5}),
		"3a100000000000000000000000000000f83f": Message(nil).Doubles(7, []float64{0, 1.5}),
	} {
		bytesWanted, err := hex.DecodeString(want)
		if err != nil || !bytes.Equal(got, bytesWanted) {
			t.Errorf("got %x, want %s", got, want)
		}
	}
}
