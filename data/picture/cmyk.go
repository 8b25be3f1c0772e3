package picture

import "bytes"

// withAdobe returns a JPEG of four colours with the marker of Adobe, without which
// its decoder does not take it, and any other file as it is. ITU-T T.81 says nothing
// of colours; Pillow and browsers read such files as if Adobe had written them.
func withAdobe(file []byte) []byte {
	if !bytes.HasPrefix(file, []byte{0xff, 0xd8}) {
		return file
	}
	const components = 5 // its place in a frame
	four := false
	for marker, content := range segments(file) {
		if marker == app14 && bytes.HasPrefix(content, []byte("Adobe")) {
			return file
		}
		if sof0 <= marker && marker <= sof2 && len(content) > components {
			four = content[components] == 4
		}
		if marker == sos {
			break
		}
	}
	if !four {
		return file
	}
	// Version 100, no flags, transform 0: colours as they are.
	mark := []byte{0xff, 0xd8, 0xff, app14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0}
	return append(mark, file[2:]...)
}
