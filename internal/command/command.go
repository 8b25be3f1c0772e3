// Package command is what the programs in cmd share: how a command line is
// read, how Ctrl-C ends a program, and which exit code says what.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"digits/internal/terminal"
	"digits/internal/whole"
)

// Exit codes. Success is 0.
const (
	ExitFailure     = 1
	ExitUsage       = 2 // a wrong command line
	ExitInterrupted = 130
)

// ErrUsage is wrapped by an error that is due to the command line.
var ErrUsage = errors.New("wrong command line")

// ErrInterrupted is wrapped by an error of a program that was interrupted and
// says what it has left behind.
var ErrInterrupted = errors.New("interrupted")

// Func is a program: it does what the arguments say and writes to stdout, a writer of
// text. Its context is done at the first Ctrl-C, SIGTERM or SIGHUP.
type Func func(ctx context.Context, args []string, stdout io.Writer) error

// patience is how long a program may take to end after its context is done.
const patience = 1700 * time.Millisecond

// Main runs a program and exits, two seconds after a signal at the latest, whatever
// the program waits for; only a file that is being written is let be finished. A
// second Ctrl-C ends it at once.
func Main(name string, do Func) {
	ctx, stop := signal.NotifyContext(context.Background(), signals()...)
	go func() {
		<-ctx.Done()
		stop()
		time.Sleep(patience)
		for whole.Writing() {
			time.Sleep(10 * time.Millisecond)
		}
		go report(name, context.Canceled, nil, os.Stderr) // which may wait, too
		time.Sleep(100 * time.Millisecond)
		os.Exit(ExitInterrupted)
	}()
	os.Exit(Run(ctx, name, do, os.Args[1:], os.Stdout, os.Stderr))
}

// signals are those that end a program. nohup's stays ignored.
func signals() []os.Signal {
	all := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		all = append(all, syscall.SIGHUP)
	}
	return all
}

// Run runs a program and returns its exit code. What it writes to stdout is text, in
// which control characters are escaped. An error is one line on stderr.
func Run(ctx context.Context, name string, do Func, args []string, stdout, stderr io.Writer) int {
	ctx = context.WithValue(ctx, stderrOf{}, stderr)
	return report(name, do(ctx, args, terminal.Text(stdout)), args, stderr)
}

type stderrOf struct{}

// Warn says on the program's stderr, at once, what does not end it, in a line as an
// error has it.
func Warn(ctx context.Context, text string) {
	if stderr, ok := ctx.Value(stderrOf{}).(io.Writer); ok {
		fmt.Fprintln(stderr, terminal.Line(text, head, longest))
	}
}

// longest is how many characters an error may have, beside those of the command line,
// which it may repeat at its end; head is how many come before what is left out.
const longest, head = 300, 200

// report says an error and returns its exit code.
func report(name string, err error, args []string, stderr io.Writer) int {
	say := func(text string) {
		fmt.Fprintln(stderr, terminal.Line(text, head, longest+utf8.RuneCountInString(strings.Join(args, " "))))
	}
	var usage *usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &usage):
		say(fmt.Sprintf("%s: %v (%s -h explains the flags)", name, usage, name))
		return ExitUsage
	case errors.Is(err, ErrInterrupted):
		say(err.Error())
		return ExitInterrupted
	case errors.Is(err, context.Canceled):
		say(name + ": interrupted")
		return ExitInterrupted
	}
	say(err.Error())
	return ExitFailure
}

// Flags returns a set of flags that prints nothing by itself.
func Flags(name string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	return f
}

// Parse reads the arguments into the flags and returns those that are none,
// which may stand among the flags. Asked for help, it prints the usage and the
// flags to w and returns flag.ErrHelp.
func Parse(f *flag.FlagSet, args []string, usage string, w io.Writer) (rest []string, err error) {
	for {
		err := f.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(w, usage)
			f.SetOutput(w)
			f.PrintDefaults()
		}
		if err != nil && !errors.Is(err, flag.ErrHelp) {
			err = fmt.Errorf("%w%s", err, meantFlag(err, f))
		}
		if err != nil || f.NArg() == 0 {
			return rest, Usage(err)
		}
		rest, args = append(rest, f.Arg(0)), f.Args()[1:]
	}
}

// ParseFlags is Parse for a program that takes flags only.
func ParseFlags(f *flag.FlagSet, args []string, usage string, w io.Writer) error {
	rest, err := Parse(f, args, usage, w)
	if err == nil && len(rest) > 0 {
		return Usage(fmt.Errorf("got %q, want flags only", rest[0]))
	}
	return err
}

// Given returns the names of the flags that the arguments set.
func Given(f *flag.FlagSet) map[string]bool {
	given := map[string]bool{}
	f.Visit(func(f *flag.Flag) { given[f.Name] = true })
	return given
}

// Usage marks an error as due to the command line, for exit code 2. Usage(nil)
// is nil, and asked-for help stays what it is.
func Usage(err error) error {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return err
	}
	return &usageError{err, meantName(err)}
}

type usageError struct {
	err   error
	meant string // what was probably meant, if that is known
}

func (u *usageError) Error() string   { return u.err.Error() + u.meant }
func (u *usageError) Unwrap() []error { return []error{u.err, ErrUsage} }
