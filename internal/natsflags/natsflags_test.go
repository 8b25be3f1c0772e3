package natsflags

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"digits/internal/command"
	"digits/train/study/queue"
)

func parsed(t *testing.T, args ...string) *Listen {
	t.Helper()
	set := command.Flags("study")
	l := AddListen(set)
	if err := command.ParseFlags(set, args, "", io.Discard); err != nil {
		t.Fatal(err)
	}
	return l
}

// clean is an environment without NATS' variables, and with one context, in the
// form that `nats context add` writes.
func clean(t *testing.T) {
	for _, v := range []string{"NATS_URL", "NATS_USER", "NATS_PASSWORD", "NATS_TOKEN", "NATS_CREDS", "NATS_NKEY", "NATS_CERT", "NATS_KEY", "NATS_CA"} {
		t.Setenv(v, "")
	}
	config := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	folder := filepath.Join(config, "nats", "context")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	text := `{"description": "", "url": "nats://there:4222", "user": "anna", "password": "p", "ca": "/ca.pem", "jetstream_domain": "hub", "color_scheme": ""}`
	if err := os.WriteFile(filepath.Join(folder, "lab.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAccess(t *testing.T) {
	clean(t)
	lab := queue.Access{URL: "nats://there:4222", User: "anna", Password: "p", TLSCA: "/ca.pem", Domain: "hub"}
	other := lab
	other.URL, other.Password = "nats://other", "q"
	for name, c := range map[string]struct {
		args []string
		env  map[string]string
		want queue.Access
	}{
		"flags":              {[]string{"-nats", "nats://h", "-nkey", "n", "-tlsfirst"}, nil, queue.Access{URL: "nats://h", NKey: "n", TLSFirst: true}},
		"environment":        {[]string{"-nats", "nats://h"}, map[string]string{"NATS_CREDS": "c", "NATS_CA": "a"}, queue.Access{URL: "nats://h", Creds: "c", TLSCA: "a"}},
		"a flag is stronger": {[]string{"-nats", "nats://h", "-creds", "d"}, map[string]string{"NATS_CREDS": "c"}, queue.Access{URL: "nats://h", Creds: "d"}},
		"context":            {[]string{"-context", "lab"}, map[string]string{"NATS_USER": "eve"}, lab},
		"context and flags":  {[]string{"-context", "lab", "-nats", "nats://other", "-password", "q"}, nil, other},
	} {
		t.Run(name, func(t *testing.T) {
			for k, v := range c.env {
				t.Setenv(k, v)
			}
			got, err := parsed(t, c.args...).Access()
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Errorf("%v: (-want +got)\n%s", err, diff)
			}
		})
	}
	_, err := parsed(t, "-context", "office").Access()
	if err == nil || !strings.Contains(err.Error(), "there are lab") {
		t.Errorf("an unknown context: %v, want the known ones", err)
	}
	if _, err := parsed(t, "-context", "../lab").Access(); err == nil {
		t.Error("a context's name may be a path")
	}
}

func TestCheck(t *testing.T) {
	clean(t)
	for args, want := range map[string]string{
		"":                                      "",
		"-nats nats://h -user u -password p":    "",
		"-listen 0.0.0.0:1 -user u -password p": "",
		"-listen 0.0.0.0:1 -nats nats://h":      "another",
		"-config c -context lab":                "another",
		"-user u -password p":                   "none is given",
	} {
		err := parsed(t, strings.Fields(args)...).Check()
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}

// A server of one's own takes credentials from the environment if it listens.
func TestServing(t *testing.T) {
	clean(t)
	t.Setenv("NATS_USER", "anna")
	t.Setenv("NATS_PASSWORD", "p")
	t.Setenv("NATS_CREDS", "c")
	for args, want := range map[string]queue.Serving{
		"":                      {Folder: "f"},
		"-listen :1":            {Folder: "f", Listen: ":1", Access: queue.Access{User: "anna", Password: "p"}},
		"-listen :1 -user otto": {Folder: "f", Listen: ":1", Access: queue.Access{User: "otto", Password: "p"}},
		"-listen :1 -token t":   {Folder: "f", Listen: ":1", Access: queue.Access{Token: "t"}},
	} {
		if diff := cmp.Diff(want, parsed(t, strings.Fields(args)...).Serving("f")); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", args, diff)
		}
	}
}
