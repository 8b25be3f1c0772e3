package describe

import "testing"

type inner struct {
	Rate   float64
	hidden int
}

type outer struct {
	inner
	In    any
	List  []any
	Name  string
	Call  func()
	Zero  int
	Next  *outer
	Table map[string]int
}

func TestText(t *testing.T) {
	loop := &outer{Name: "loop"}
	loop.Next = loop
	for want, v := range map[string]any{
		"nil":              nil,
		"3":                3,
		`"a\nb"`:           "a\nb",
		"0.1":              float32(0.1), // not 0.10000000149011612
		"func":             func() {},
		"[1, 2]":           [2]int{1, 2},
		"inner{Rate: 0.1}": &inner{0.1, 7},
		`outer{In: inner{}, List: [inner{Rate: 1e-30}, nil], Name: "x", Call: func, Table: map[a:1 b:2]}`: outer{
			In: &inner{hidden: 1}, List: []any{inner{Rate: 1e-30}, nil}, Name: "x", Call: func() {}, Table: map[string]int{"b": 2, "a": 1},
		},
		"(*outer)(nil) is nil": nil,
	} {
		if want == "(*outer)(nil) is nil" {
			v, want = (*outer)(nil), "nil"
		}
		if got := Text(v, nil); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := Text(loop, nil); len(got) > 1000 {
		t.Errorf("a value that contains itself has %d bytes", len(got))
	}
	name := func(v any) (string, bool) { _, ok := v.(*inner); return "that", ok }
	if got := Text([]any{&inner{}, 1}, name); got != "[that, 1]" {
		t.Errorf("got %s, want [that, 1]", got)
	}
}
