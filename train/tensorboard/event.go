package tensorboard

import (
	"bytes"
	"image"
	"image/png"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// The messages of TensorFlow's event.proto and summary.proto, as far as they are
// written here, by their field numbers.

// message is a protocol buffer that grows.
type message []byte

func (m message) double(field protowire.Number, v float64) message {
	return protowire.AppendFixed64(protowire.AppendTag(m, field, protowire.Fixed64Type), math.Float64bits(v))
}

func (m message) float(field protowire.Number, v float32) message {
	return protowire.AppendFixed32(protowire.AppendTag(m, field, protowire.Fixed32Type), math.Float32bits(v))
}

func (m message) integer(field protowire.Number, v int) message {
	return protowire.AppendVarint(protowire.AppendTag(m, field, protowire.VarintType), uint64(v))
}

func (m message) bytes(field protowire.Number, v []byte) message {
	return protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), v)
}

func (m message) text(field protowire.Number, v string) message { return m.bytes(field, []byte(v)) }

// doubles is a packed repeated field.
func (m message) doubles(field protowire.Number, v []float64) message {
	var packed []byte
	for _, x := range v {
		packed = protowire.AppendFixed64(packed, math.Float64bits(x))
	}
	return m.bytes(field, packed)
}

// event wraps what happened at a step: Event has wall_time 1, step 2,
// file_version 3, graph_def 4, summary 5, session_log 7.
func event(wall float64, step int, field protowire.Number, content []byte) message {
	m := message(nil).double(1, wall)
	if step != 0 {
		m = m.integer(2, step)
	}
	return m.bytes(field, content)
}

const (
	fileVersionField = 3
	graphField       = 4
	summaryField     = 5
	sessionLogField  = 7
)

// sessionStart is a SessionLog with its status 1, START: TensorBoard drops what
// was written before for this step and later ones.
var sessionStart = message(nil).integer(1, 1)

// value is a Summary with one Value: tag 1 and one of simple_value 2, image 4,
// histo 5.
func value(tag string, add func(message) message) message {
	return message(nil).bytes(1, add(message(nil).text(1, tag)))
}

func scalarValue(tag string, v float64) message {
	return value(tag, func(m message) message { return m.float(2, float32(v)) })
}

// imageValue is an Image of height 1, width 2, colorspace 3 and a PNG 4.
func imageValue(tag string, img image.Image, colours int) (message, error) {
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		return nil, err
	}
	b := img.Bounds()
	content := message(nil).integer(1, b.Dy()).integer(2, b.Dx()).integer(3, colours).bytes(4, file.Bytes())
	return value(tag, func(m message) message { return m.bytes(4, content) }), nil
}
