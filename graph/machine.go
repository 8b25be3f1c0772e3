package graph

import (
	"reflect"
	"runtime"
	"unsafe"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
)

// machine is a TapeMachine. Its RunAll locks the calling goroutine to its
// thread and runs the tape in another, which hands every step over between two
// threads, there and back; its Run executes a fragment of the tape in the
// caller. machine gives Run the whole tape.
type machine struct {
	tape gorgonia.VM
	run  reflect.Value   // the tape's method Run
	all  []reflect.Value // its argument: all instructions
}

// newMachine compiles what the outputs need of a graph, and only that.
func newMachine(g *gorgonia.ExprGraph, inputs, outputs gorgonia.Nodes) (*machine, error) {
	program, locations, err := gorgonia.CompileFunction(g, inputs, outputs)
	if err != nil {
		return nil, errors.Wrap(err, "graph: compile")
	}
	m := &machine{tape: gorgonia.NewTapeMachine(g, gorgonia.WithPrecompiled(program, locations))}
	// Its finalizer does nothing without CUDA, but what has one is never freed
	// while values refer back to the machine.
	runtime.SetFinalizer(m.tape, nil)
	run := reflect.ValueOf(m.tape).MethodByName("Run")
	field := reflect.ValueOf(program).Elem().FieldByName("instructions")
	if run.IsValid() && field.IsValid() && run.Type().NumIn() == 1 && run.Type().In(0) == field.Type() && run.Type().NumOut() == 1 {
		// The field is not exported: reflect lets it pass only by its address.
		instructions := reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
		m.run, m.all = run, []reflect.Value{instructions}
	}
	return m, nil
}

// instructions returns how many instructions a run executes, 0 if unknown.
func (m *machine) instructions() int {
	if m.all == nil {
		return 0
	}
	return m.all[0].Len()
}

// execute runs the whole tape from its beginning. A panic of an operation is an
// error.
func (m *machine) execute() (err error) {
	defer recoverTo(&err)
	m.tape.Reset()
	if m.all == nil {
		return m.tape.RunAll()
	}
	if out := m.run.Call(m.all)[0]; !out.IsNil() {
		return out.Interface().(error)
	}
	return nil
}
