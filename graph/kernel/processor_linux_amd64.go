package kernel

//go:generate go -C _asm run ./processor -out ../processor_amd64.s -stubs ../processor_amd64.go -pkg kernel

import "golang.org/x/sys/unix"

var readsProcessor = hasRDTSCP()

// processor returns the number of the processor that runs this thread, at the
// moment, plus one; 0 if it is not known.
func processor() int32 {
	const number = 1<<12 - 1 // the node is above it
	if !readsProcessor {
		return 0
	}
	return int32(readProcessor()&number) + 1
}

// thread is the thread that a locked goroutine runs on, as to where it may run.
type thread struct {
	moved bool
	all   unix.CPUSet
}

// avoid moves the thread to any of its processors but that one.
func (t *thread) avoid(processor int32) {
	if !t.moved && unix.SchedGetaffinity(0, &t.all) != nil {
		return
	}
	others := t.all
	others.Clear(int(processor - 1))
	if others.Count() > 0 && unix.SchedSetaffinity(0, &others) == nil {
		t.moved = true
	}
}

// restore lets the thread run where it could before.
func (t *thread) restore() {
	if t.moved {
		t.moved = unix.SchedSetaffinity(0, &t.all) != nil
	}
}
