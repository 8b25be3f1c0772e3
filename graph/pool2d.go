package graph

import (
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// MaxPool2D takes the maxima of windows of images (batch, height, width, channels), channel
// by channel. Padding is never the maximum.
type MaxPool2D struct {
	Name    string // "max_pooling2d" … if empty
	Size    [2]int // rows and columns; 0: 2
	Stride  [2]int // 0: as Size
	Padding Padding
}

func (p MaxPool2D) name() string { return p.Name }

// Kind returns "MaxPooling2D".
func (MaxPool2D) Kind() string { return "MaxPooling2D" }

// Apply adds the pool.
func (p MaxPool2D) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	x, err := images(x)
	if err != nil {
		return nil, err
	}
	return op.MaxPool2D(x, pooled(p.Size, p.Stride, p.Padding))
}

// pooled fills in what a pool leaves open, as Keras and PyTorch do.
func pooled(size, stride [2]int, p Padding) op.Windows {
	for i := range size {
		if size[i] == 0 {
			size[i] = 2
		}
		if stride[i] == 0 {
			stride[i] = size[i]
		}
	}
	return op.Windows{Kernel: size, Stride: stride, Padding: p}
}

func poolSettings(name string, size, stride [2]int, p Padding) []NamedValue {
	w := pooled(size, stride, p)
	settings := append(settingsOf(NamedValue{"name", name}), NamedValue{"pool_size", w.Kernel[:]})
	if w.Stride == w.Kernel {
		stride = [2]int{} // the default
	}
	return append(settings, windowSettings("strides", stride, p)...)
}

func (p MaxPool2D) config() (Config, error) {
	return Config{p.Kind(), poolSettings(p.Name, p.Size, p.Stride, p.Padding)}, nil
}

func readMaxPool2D(r *configReader) Layer {
	return MaxPool2D{Name: r.text("name"), Size: r.pair("pool_size"), Stride: r.pair("strides"), Padding: r.padding()}
}

// AveragePool2D takes the means of windows of images (batch, height, width, channels),
// channel by channel.
type AveragePool2D struct {
	Name         string // "average_pooling2d" … if empty
	Size         [2]int // rows and columns; 0: 2
	Stride       [2]int // 0: as Size
	Padding      Padding
	CountPadding bool // padding counts as zeros, as in PyTorch, and not at all, as in Keras
}

func (p AveragePool2D) name() string { return p.Name }

// Kind returns "AveragePooling2D".
func (AveragePool2D) Kind() string { return "AveragePooling2D" }

// Apply adds the pool.
func (p AveragePool2D) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	x, err := images(x)
	if err != nil {
		return nil, err
	}
	return op.AveragePoolLast(x, pooled(p.Size, p.Stride, p.Padding), p.CountPadding)
}

func (p AveragePool2D) config() (Config, error) {
	settings := poolSettings(p.Name, p.Size, p.Stride, p.Padding)
	return Config{p.Kind(), append(settings, settingsOf(NamedValue{"count_padding", p.CountPadding})...)}, nil
}

func readAveragePool2D(r *configReader) Layer {
	return AveragePool2D{
		Name: r.text("name"), Size: r.pair("pool_size"), Stride: r.pair("strides"), Padding: r.padding(),
		CountPadding: r.yes("count_padding", false),
	}
}

// GlobalAveragePool2D takes the mean of each channel of images (batch, height, width,
// channels).
type GlobalAveragePool2D struct {
	Name string // "global_average_pooling2d" … if empty
}

func (p GlobalAveragePool2D) name() string { return p.Name }

// Kind returns "GlobalAveragePooling2D".
func (GlobalAveragePool2D) Kind() string { return "GlobalAveragePooling2D" }

// Apply adds the means.
func (GlobalAveragePool2D) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	x, err := images(x)
	if err != nil {
		return nil, err
	}
	return op.GlobalAveragePool(x)
}

func (p GlobalAveragePool2D) config() (Config, error) {
	return Config{p.Kind(), settingsOf(NamedValue{"name", p.Name})}, nil
}

func readGlobalAveragePool2D(r *configReader) Layer {
	return GlobalAveragePool2D{Name: r.text("name")}
}
