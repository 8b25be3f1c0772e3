package tensorboard

import (
	"bytes"
	"image"
	"image/png"

	"google.golang.org/protobuf/encoding/protowire"

	"digits/internal/protobuf"
)

// The messages of TensorFlow's event.proto and summary.proto, as far as they are
// written here, by their field numbers.

type message = protobuf.Message

// event wraps what happened at a step: Event has wall_time 1, step 2,
// file_version 3, graph_def 4, summary 5, session_log 7.
func event(wall float64, step int, field protowire.Number, content []byte) message {
	m := message(nil).Double(1, wall)
	if step != 0 {
		m = m.Integer(2, step)
	}
	return m.Bytes(field, content)
}

const (
	fileVersionField = 3
	graphField       = 4
	summaryField     = 5
	sessionLogField  = 7
)

// sessionStart is a SessionLog with its status 1, START: TensorBoard drops what
// was written before for this step and later ones.
var sessionStart = message(nil).Integer(1, 1)

// value is a Summary with one Value: tag 1 and one of simple_value 2, image 4,
// histo 5.
func value(tag string, add func(message) message) message {
	return message(nil).Bytes(1, add(message(nil).Text(1, tag)))
}

func scalarValue(tag string, v float64) message {
	return value(tag, func(m message) message { return m.Float(2, float32(v)) })
}

// imageValue is an Image of height 1, width 2, colorspace 3 and a PNG 4.
func imageValue(tag string, img image.Image, colours int) (message, error) {
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		return nil, err
	}
	b := img.Bounds()
	content := message(nil).Integer(1, b.Dy()).Integer(2, b.Dx()).Integer(3, colours).Bytes(4, file.Bytes())
	return value(tag, func(m message) message { return m.Bytes(4, content) }), nil
}
