package h5

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"strings"

	"digits/models/h5/hdf5"
)

// The files of an archive, in Keras' order.
const (
	metadataName = "metadata.json"
	configName   = "config.json"
	weightsName  = "model.weights.h5"
)

// metadata is metadata.json. Nothing reads when a file was saved, and files of
// the same model are to be the same, so that what we write is from zip's first
// day.
type metadata struct {
	KerasVersion string `json:"keras_version"`
	Saved        string `json:"date_saved"`
}

const firstDay = "1980-01-01@00:00:00"

// readArchive reads .keras.
func readArchive(data []byte, limit int) (*File, error) {
	f, err := readZip(data, limit)
	if err != nil {
		return nil, explained(err)
	}
	return f, nil
}

func readZip(data []byte, limit int) (*File, error) {
	z, err := openZip(data)
	if err != nil {
		return nil, err
	}
	part := func(name string, most int) ([]byte, error) {
		e, err := entry(z, name)
		if err != nil {
			return nil, err
		}
		b, fresh, err := contents(data, e, min(limit, most))
		limit -= fresh
		if err == nil && len(b) > most {
			err = fmt.Errorf("zip: %s: got %d bytes, want at most %d: %w", name, len(b), most, hdf5.ErrLimit)
		}
		return b, err
	}
	f := &File{Format: Archive}
	if err := f.readDocuments(part); err != nil {
		return nil, err
	}
	b, err := part(weightsName, limit)
	if err != nil {
		return nil, err
	}
	root, err := hdf5.Open(b, limit)
	if err != nil {
		return nil, err
	}
	layers, rest, err := f.readPaths(root)
	if err != nil {
		return nil, err
	}
	return f, f.arrange(layers, rest)
}

// readDocuments reads the parts that are JSON.
func (f *File) readDocuments(part func(name string, most int) ([]byte, error)) error {
	config, err := part(configName, maxConfig)
	if err != nil {
		return err
	}
	if !json.Valid(config) {
		return fmt.Errorf("%s: got what is not JSON: %w", configName, hdf5.ErrMalformed)
	}
	f.Config = bytes.Clone(config)
	b, err := part(metadataName, maxTraining)
	if err != nil {
		return err
	}
	var m metadata
	if err := json.Unmarshal(b, &m); err != nil {
		return fmt.Errorf("%s: %v: %w", metadataName, err, hdf5.ErrMalformed)
	}
	f.KerasVersion = m.KerasVersion
	return nil
}

// arrange puts the layers that a file of weights has into the order of the
// configuration, and names them as it does. A model of a class of one's own
// has no layers in its configuration: all stay as they were found.
func (f *File) arrange(found, rest []Layer) error {
	name, wanted, err := f.model()
	if err != nil {
		return err
	}
	f.Name = cmp.Or(name, f.Name)
	if len(wanted) == 0 {
		f.Layers = append(found, rest...)
		return nil
	}
	left := maxLayers
	f.Layers, err = f.match(found, wanted, &left, 0)
	for _, l := range rest {
		f.unread(fmt.Sprintf("%s: %d arrays beside the layers", l.Path, l.count()))
	}
	return err
}

// match finds each layer of a configuration among those of a file; left is how
// many layers within layers may still be decoded.
func (f *File) match(found []Layer, wanted []configLayer, left *int, depth int) ([]Layer, error) {
	byPath := make(map[string]Layer, len(found))
	for _, l := range found {
		byPath[l.Path[strings.LastIndexByte(l.Path, '/')+1:]] = l
	}
	var asked pathCounter
	layers := make([]Layer, len(wanted))
	for i, w := range wanted {
		path := asked.next(w.Class)
		l := byPath[path]
		delete(byPath, path)
		inner, err := w.inner(left, depth)
		if err == nil && len(inner) > 0 {
			l.Layers, err = f.match(l.Layers, inner, left, depth+1)
		}
		if err != nil {
			return nil, err
		}
		l.Name, l.Class = w.Config.Name, w.Class
		layers[i] = l
	}
	for _, path := range slices.Sorted(maps.Keys(byPath)) {
		if l := byPath[path]; l.count() > 0 {
			return nil, fmt.Errorf("%s: %.100s has weights, and %s has no such layer: %w", weightsName, l.Path, configName, hdf5.ErrUnsupported)
		}
	}
	return layers, nil
}

// count returns how many arrays a layer has, with those within it.
func (l *Layer) count() (n int) {
	for part := range l.All {
		n += len(part.Weights)
	}
	return n
}

// writeArchive is readArchive's counterpart.
func (f *File) writeArchive(out io.Writer) error {
	if f.Config == nil {
		return fmt.Errorf("write: %v needs a configuration, there is none: write %v", Archive, Weights)
	}
	if c, err := f.parse(); err != nil || c == nil || c.Module == "" {
		return fmt.Errorf("write: the configuration is not that of %v: it has no module: make one for it", Archive)
	}
	tree, err := f.treePaths()
	if err != nil {
		return err
	}
	var w bytes.Buffer
	if err := hdf5.Write(&w, tree); err != nil {
		return err
	}
	m, err := json.Marshal(metadata{f.version(), firstDay})
	if err != nil {
		return err
	}
	z := zip.NewWriter(out)
	for _, part := range []struct {
		name string
		b    []byte
	}{{metadataName, m}, {configName, f.Config}, {weightsName, w.Bytes()}} {
		if err := store(z, part.name, part.b); err != nil {
			return fmt.Errorf("zip: %s: %w", part.name, err)
		}
	}
	return z.Close()
}

// store adds a file without compression, its size in front.
func store(z *zip.Writer, name string, b []byte) error {
	w, err := z.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(b),
		CompressedSize64: uint64(len(b)), UncompressedSize64: uint64(len(b)),
	})
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}
