// Command inspect lists what is in a file of weights. `go run ./cmd/inspect -h`
// explains it.
package main

import (
	"context"
	"fmt"
	"io"

	"digits/internal/command"
	"digits/internal/loading"
	"digits/models"
)

const usage = `List what is in a file of weights.

    go run ./cmd/inspect FILE [flags]

FILE is .safetensors, .h5, .weights.h5 or .keras of Keras, .pth of PyTorch, .onnx,
or a -backup of cmd/train, recognised by its content. Printed are its arrays (name, shape, type, least,
mean and largest value, share of zeros), its metadata or configuration, whether
it has an optimizer's state, and what a model loaded from it would be: as the file
says, as was assumed, and as -arch, -scale and -activation say.

The flags:

`

func main() { command.Main("inspect", inspect) }

func inspect(_ context.Context, args []string, stdout io.Writer) error {
	var loads loading.Flags
	f := command.Flags("inspect")
	loads.Register(f)
	files, err := command.Parse(f, args, usage, stdout)
	if err != nil {
		return command.Usage(err)
	}
	load, err := loads.Options()
	if err != nil {
		return command.Usage(err)
	}
	if len(files) != 1 {
		return command.Usage(fmt.Errorf("got %d files, want one", len(files)))
	}
	contents, err := models.ReadContents(files[0])
	if err != nil {
		return fmt.Errorf("inspect: %s: %w", files[0], err)
	}
	return print(stdout, files[0], contents, load)
}
