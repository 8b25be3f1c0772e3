package hdf5

import "fmt"

// Header message types that matter here (section "Data Object Header
// Messages").
const (
	messageDataspace    = 0x01
	messageLinkInfo     = 0x02
	messageDatatype     = 0x03
	messageFill         = 0x05
	messageLink         = 0x06
	messageExternal     = 0x07
	messageLayout       = 0x08
	messageFilters      = 0x0b
	messageAttribute    = 0x0c
	messageContinuation = 0x10
	messageSymbolTable  = 0x11
	messageAttributes   = 0x15
)

// sharedFlag marks a message that stands somewhere else.
const sharedFlag = 2

// message is one message of an object's header; data is not copied.
type message struct {
	kind  int
	flags uint8
	data  []byte
}

// object is a header read whole: the messages of all its blocks.
type object struct{ messages []message }

// find returns the first message of a kind.
func (o object) find(kind int) ([]byte, bool) {
	for _, m := range o.messages {
		if m.kind == kind {
			return m.data, true
		}
	}
	return nil, false
}

// headerReader goes through the blocks of one object header.
type headerReader struct {
	f        *file
	where    string
	version  int
	creation bool // version 2: each message carries its creation order
	blocks   []*cursor
	found    []message
}

// object reads the object header at an address, of either version.
func (f *file) object(address uint64, where string) (object, error) {
	c, err := f.from(address, where)
	if err != nil {
		return object{}, err
	}
	r := &headerReader{f: f, where: where}
	if len(c.rest) >= 4 && string(c.rest[:4]) == "OHDR" {
		err = r.prefix2(c)
	} else {
		err = r.prefix1(c)
	}
	for err == nil && len(r.blocks) > 0 {
		block := r.blocks[0]
		r.blocks = r.blocks[1:]
		err = r.block(block)
	}
	return object{r.found}, err
}

// prefix1 reads the prefix of a version 1 header.
func (r *headerReader) prefix1(c *cursor) error {
	r.version = int(c.u8())
	c.bytes(7) // message and reference counts: the blocks' sizes say all
	size := uint64(c.u32())
	c.bytes(4)
	if r.version != 1 {
		return fmt.Errorf("hdf5: %s: got object header version %d, want 1 or 2: %w", r.where, r.version, ErrMalformed)
	}
	r.blocks = append(r.blocks, &cursor{rest: c.bytes(size)})
	return c.err(r.where)
}

// prefix2 reads the prefix of a version 2 header.
func (r *headerReader) prefix2(c *cursor) error {
	c.bytes(4)
	r.version = int(c.u8())
	flags := c.u8()
	if r.version != 2 {
		return fmt.Errorf("hdf5: %s: got object header version %d, want 1 or 2: %w", r.where, r.version, ErrMalformed)
	}
	if flags&0x20 != 0 {
		c.bytes(16) // times
	}
	if flags&0x10 != 0 {
		c.bytes(4) // when attributes move to dense storage
	}
	r.creation = flags&4 != 0
	size := c.number(1 << (flags & 3))
	r.blocks = append(r.blocks, &cursor{rest: c.bytes(size)})
	return c.err(r.where)
}

// block reads the messages of one block and notes the blocks that follow. A
// gap shorter than a message may end it.
func (r *headerReader) block(c *cursor) error {
	prefix := 8
	if r.version == 2 {
		prefix = 4
		if r.creation {
			prefix = 6
		}
	}
	for len(c.rest) >= prefix {
		if err := r.f.step(1, messageCost, r.where); err != nil {
			return err
		}
		m, err := r.message(c)
		if err != nil {
			return err
		}
		if m.kind == messageContinuation {
			err = r.follow(m.data)
		} else {
			r.found = append(r.found, m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *headerReader) message(c *cursor) (message, error) {
	var m message
	var size uint64
	if r.version == 1 {
		m.kind, size, m.flags = int(c.u16()), uint64(c.u16()), c.u8()
		c.bytes(3)
	} else {
		m.kind, size, m.flags = int(c.u8()), uint64(c.u16()), c.u8()
		if r.creation {
			c.bytes(2)
		}
	}
	m.data = c.bytes(size)
	if err := c.err(r.where + ": header message"); err != nil {
		return m, err
	}
	switch m.kind {
	case messageDataspace, messageDatatype, messageFilters, messageAttribute:
		if m.flags&sharedFlag != 0 {
			return m, fmt.Errorf("hdf5: %s: message %#x is shared with another object: %w", r.where, m.kind, ErrUnsupported)
		}
	}
	return m, nil
}

// follow notes the block that a continuation message points to.
func (r *headerReader) follow(data []byte) error {
	m := &cursor{rest: data}
	address, size := m.u64(), m.u64()
	if err := m.err(r.where + ": header continuation"); err != nil {
		return err
	}
	c, err := r.f.at(address, size, r.where+": header continuation")
	if err != nil {
		return err
	}
	if r.version == 2 {
		if !c.magic("OCHK") || len(c.rest) < 4 {
			return fmt.Errorf("hdf5: %s: header continuation has no signature: %w", r.where, ErrMalformed)
		}
		c.rest = c.rest[:len(c.rest)-4] // checksum
	}
	r.blocks = append(r.blocks, c)
	return nil
}
