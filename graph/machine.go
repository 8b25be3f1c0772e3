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
// caller. machine gives Run the whole tape at first. Where all operations own
// their results, a second run finds in the registers what the first has left
// there: the leaves, whose tensors stay, and nothing that may be overwritten. It
// needs only the instructions that compute or read.
type machine struct {
	tape    gorgonia.VM
	run     reflect.Value   // the tape's method Run
	all     []reflect.Value // its argument: all instructions
	again   []reflect.Value // and those of the second run and all after it; nil if they are all
	started bool            // the first run has succeeded
}

// newMachine compiles what the outputs need of a graph, and only that. owned says
// that all operations own their results.
func newMachine(g *gorgonia.ExprGraph, inputs, outputs gorgonia.Nodes, owned bool) (*machine, error) {
	program, locations, err := gorgonia.CompileFunction(g, inputs, outputs)
	if err != nil {
		return nil, errors.Wrap(err, "graph: compile")
	}
	// All is to be logged, to no logger: else the machine looks up four times an
	// instruction whether it is.
	m := &machine{tape: gorgonia.NewTapeMachine(g, gorgonia.WithPrecompiled(program, locations), gorgonia.WithWatchlist())}
	// Its finalizer does nothing without CUDA, but what has one is never freed
	// while values refer back to the machine.
	runtime.SetFinalizer(m.tape, nil)
	run := reflect.ValueOf(m.tape).MethodByName("Run")
	field := reflect.ValueOf(program).Elem().FieldByName("instructions")
	if run.IsValid() && field.IsValid() && run.Type().NumIn() == 1 && run.Type().In(0) == field.Type() && run.Type().NumOut() == 1 {
		// The field is not exported: reflect lets it pass only by its address.
		instructions := reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
		m.run, m.all = run, []reflect.Value{instructions}
		if some, ok := computing(instructions); ok && owned {
			m.again = []reflect.Value{some}
		}
	}
	return m, nil
}

// computing returns those of the instructions that compute or read a value; false
// if one of them writes to a leaf's register, or is not known here.
func computing(instructions reflect.Value) (some reflect.Value, ok bool) {
	some = reflect.MakeSlice(instructions.Type(), 0, instructions.Len())
	leaves, results := map[int64]bool{}, map[int64]bool{}
	for i := range instructions.Len() {
		instruction := instructions.Index(i)
		switch kind := instruction.Elem(); kind.Type().String() {
		case "gorgonia.loadArg":
			leaves[kind.FieldByName("writeTo").FieldByName("id").Int()] = true
		case "*gorgonia.execOp":
			results[kind.Elem().FieldByName("writeTo").FieldByName("id").Int()] = true
			some = reflect.Append(some, instruction)
		case "*gorgonia.readInstr":
			some = reflect.Append(some, instruction)
		case "gorgonia.free", "gorgonia.flushInstr": // for devices, and a BLAS that collects work
		default:
			return some, false
		}
	}
	for register := range leaves {
		if results[register] {
			return some, false
		}
	}
	return some, true
}

// instructions returns how many instructions a run executes but for the first, 0 if
// unknown.
func (m *machine) instructions() int {
	if m.all == nil {
		return 0
	}
	return m.fragment(true)[0].Len()
}

// fragment is what a run executes, the first one or one after another.
func (m *machine) fragment(after bool) []reflect.Value {
	if after && m.again != nil {
		return m.again
	}
	return m.all
}

// execute runs the tape from its beginning. A panic of an operation is an error.
func (m *machine) execute() (err error) {
	defer recoverTo(&err)
	if !m.started || m.again == nil {
		m.tape.Reset()
	}
	if m.all == nil {
		return m.tape.RunAll()
	}
	fragment := m.fragment(m.started)
	m.started = false
	if out := m.run.Call(fragment)[0]; !out.IsNil() {
		return out.Interface().(error)
	}
	m.started = true
	return nil
}
