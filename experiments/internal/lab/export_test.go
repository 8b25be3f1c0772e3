package lab

import (
	"context"
	"io"
)

// Run is Main without the process.
var Run = func(ctx context.Context, e Experiment, args []string, w io.Writer) error { return e.run(ctx, args, w) }
