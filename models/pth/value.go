package pth

// The values of a pickle, besides nil for None, bool, int, float64 and string.
// They hold one another by reference, in cycles too if a file wants it: nothing
// may walk them without end, so they are never printed.
type (
	tuple  []any
	list   struct{ items []any }
	dict   struct{ pairs []pair }
	pair   struct{ key, value any }
	global string // a name that may stand in a state dict
	long   struct{}
)

// storage is the memory of one or more tensors.
type storage struct {
	kind     storageKind
	key      string
	elements int
}

// tensor is a view of a storage, as the pickle states it, not checked yet.
type tensor struct {
	storage        *storage
	offset         int
	shape, strides tuple
}

// storageKind is an element type: PyTorch's name of it, and its bytes.
type storageKind struct {
	dtype string
	size  int
}

// Sizes of the values in bytes, rounded up as the allocator does.
const (
	sizeAny     = 16
	sizePair    = 32
	sizeBox     = 16 // an int or a float64 in an interface, or a string's header
	sizeTuple   = 24 // without its items
	sizeDict    = 24 // without its pairs, and a list without its items
	sizeStorage = 48
	sizeTensor  = 64
)

// The names of the constructors that a pickle may call.
const (
	orderedDict      global = "collections.OrderedDict"
	rebuildTensor    global = "torch._utils._rebuild_tensor_v2"
	rebuildParameter global = "torch._utils._rebuild_parameter"
)

// storageKinds has the storages that a state dict or an optimizer may have;
// old files from a GPU name them in torch.cuda.
var storageKinds = map[global]storageKind{
	"torch.HalfStorage":          {"float16", 2},
	"torch.BFloat16Storage":      {"bfloat16", 2},
	"torch.FloatStorage":         {"float32", 4},
	"torch.DoubleStorage":        {"float64", 8},
	"torch.BoolStorage":          {"bool", 1},
	"torch.ByteStorage":          {"uint8", 1},
	"torch.CharStorage":          {"int8", 1},
	"torch.ShortStorage":         {"int16", 2},
	"torch.IntStorage":           {"int32", 4},
	"torch.LongStorage":          {"int64", 8},
	"torch.ComplexFloatStorage":  {"complex64", 8},
	"torch.ComplexDoubleStorage": {"complex128", 16},
	"torch.cuda.HalfStorage":     {"float16", 2},
	"torch.cuda.BFloat16Storage": {"bfloat16", 2},
	"torch.cuda.FloatStorage":    {"float32", 4},
	"torch.cuda.DoubleStorage":   {"float64", 8},
	"torch.cuda.LongStorage":     {"int64", 8},
}

// typeName says what a value is, in Python's words and without its contents.
func typeName(v any) string {
	switch v.(type) {
	case nil:
		return "None"
	case bool:
		return "bool"
	case int, long:
		return "int"
	case float64:
		return "float"
	case string:
		return "str"
	case global:
		return "type"
	case tuple:
		return "tuple"
	case *list:
		return "list"
	case *dict:
		return "dict"
	case *storage:
		return "storage"
	case *tensor:
		return "tensor"
	}
	return "value"
}
