package loading

import (
	"bytes"
	"flag"
	"strings"
	"testing"

	"digits/data"
	"digits/models"
)

func TestFlags(t *testing.T) {
	for _, c := range []struct {
		args []string
		file bool
		err  string
	}{
		{nil, false, ""},
		{[]string{"-scale", "signed", "-arch", "torch", "-activation", "tanh"}, true, ""},
		{[]string{"-scale", "signed"}, false, "-scale: got no file of a model to read so, want -model"},
		{[]string{"-arch", "torch"}, false, "-arch: got no file"},
		{[]string{"-activation", "tanh"}, false, "-activation: got no file"},
		{[]string{"-scale", "huge"}, true, `"huge"`},
	} {
		var f Flags
		set := flag.NewFlagSet("test", flag.ContinueOnError)
		f.Register(set)
		if err := set.Parse(c.args); err != nil {
			t.Fatal(err)
		}
		o, err := f.OptionsFor(c.file, "-model")
		if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%v: got %v, want %q", c.args, err, c.err)
		}
		if c.err == "" && c.file && (o.Scale == nil || *o.Scale != data.Signed || o.Recipe.Name != "torch" || o.Activation.Name() != "tanh") {
			t.Errorf("%v: got %+v", c.args, o)
		}
	}
}

// What a file says cannot steer the terminal.
func TestAssumed(t *testing.T) {
	m := &models.Model{Assumed: []string{"scale unit", "a layer \x1b[2J"}}
	var b bytes.Buffer
	if err := PrintAssumed(&b, m); err != nil || b.String() != "Assumed scale unit\nAssumed \"a layer \\x1b[2J\"\n" {
		t.Errorf("got %q, %v", b.String(), err)
	}
	b.Reset()
	if err := PrintAssumed(&b, &models.Model{ScaleAssumed: true, Assumed: []string{"scale unit"}}); err != nil || !strings.Contains(b.String(), "-scale") {
		t.Errorf("a scaling that nobody has said: got %q, %v, want what says it", b.String(), err)
	}
	if got := Assumed(&models.Model{}); got == nil || len(got) != 0 {
		t.Errorf("got %v, want a list of nothing", got)
	}
}
