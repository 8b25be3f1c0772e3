// Package natsflags is what the programs share that connect to a NATS server, or
// have one of their own: flags and environment by the names that NATS' own tools
// give them.
package natsflags

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"digits/internal/command"
	"digits/train/study/queue"
)

// Flags are those of a connection. Their values are there once the flag set is
// parsed.
type Flags struct {
	set     *flag.FlagSet
	url     string
	context string
	access  queue.Access
}

// names are the flags besides -nats and -context, with NATS' environment
// variables: each is a field of the access.
func (f *Flags) names() []struct {
	flag, variable string
	value          *string
	usage          string
} {
	a := &f.access
	return []struct {
		flag, variable string
		value          *string
		usage          string
	}{
		{"user", "NATS_USER", &a.User, "`name` of a user of the NATS server"},
		{"password", "NATS_PASSWORD", &a.Password, "the user's `password`; the environment's NATS_PASSWORD is not seen by other users of this machine"},
		{"token", "NATS_TOKEN", &a.Token, "`token` that the NATS server wants instead"},
		{"creds", "NATS_CREDS", &a.Creds, "credentials: a `file` with the user's JWT and seed"},
		{"nkey", "NATS_NKEY", &a.NKey, "a `file` with the user's seed"},
		{"tlscert", "NATS_CERT", &a.TLSCert, "own certificate, a PEM `file`"},
		{"tlskey", "NATS_KEY", &a.TLSKey, "its key, a PEM `file`"},
		{"tlsca", "NATS_CA", &a.TLSCA, "the authority that has signed the other side's certificate, a PEM `file`"},
		{"js-domain", "", &a.Domain, "JetStream `domain`, if the server has several"},
	}
}

// Add adds the flags to a set.
func Add(set *flag.FlagSet) *Flags {
	f := &Flags{set: set}
	set.StringVar(&f.url, "nats", "", "`URL` of a NATS server with JetStream, or several URLs of a cluster, with commas")
	set.StringVar(&f.context, "context", "", "`name` of a context of NATS' own tools, which says the URL and all else")
	for _, n := range f.names() {
		set.StringVar(n.value, n.flag, "", n.usage)
	}
	set.BoolVar(&f.access.TLSFirst, "tlsfirst", false, "TLS before anything else is said, as the server is set up to do")
	return f
}

// Connecting tells whether the flags name a server to connect to.
func (f *Flags) Connecting() bool { return f.url != "" || f.context != "" }

// Access returns what the flags say, on top of the context, or of the environment
// if there is none.
func (f *Flags) Access() (queue.Access, error) {
	a := f.fromEnvironment()
	if f.context != "" {
		var err error
		if a, err = queue.Context(f.context); err != nil {
			return a, err
		}
	}
	given := command.Given(f.set)
	if given["nats"] {
		a.URL = f.url
	}
	over := Flags{access: a}
	for i, n := range over.names() {
		if given[n.flag] {
			*n.value = *f.names()[i].value
		}
	}
	over.access.TLSFirst = over.access.TLSFirst || f.access.TLSFirst
	return over.access, nil
}

// fromEnvironment returns what NATS' tools take from the environment.
func (f *Flags) fromEnvironment() queue.Access {
	e := Flags{access: queue.Access{URL: os.Getenv("NATS_URL")}}
	for _, n := range e.names() {
		if n.variable != "" {
			*n.value = os.Getenv(n.variable)
		}
	}
	return e.access
}

// Listen are the flags of a program that has a server of its own.
type Listen struct {
	*Flags
	listen string
	config string
}

// AddListen adds the flags of both: a server elsewhere, and one's own.
func AddListen(set *flag.FlagSet) *Listen {
	l := &Listen{Flags: Add(set)}
	set.StringVar(&l.listen, "listen", "", "`HOST:PORT` at which the study's own NATS server listens for workers on other machines, which needs credentials: user and password, token or nkey (if not given, 127.0.0.1 and any port)")
	set.StringVar(&l.config, "config", "", "nats-server configuration `file` of the study's own server, with more than one user, say")
	return l
}

// Check returns an error if the flags contradict each other.
func (l *Listen) Check() error {
	given := command.Given(l.set)
	if l.Connecting() && (given["listen"] || given["config"]) {
		return errors.New("-listen, -config: they are for a NATS server of the study's own, -nats and -context name another")
	}
	if l.Connecting() || given["listen"] || given["config"] {
		return nil
	}
	for _, n := range l.names() {
		if given[n.flag] {
			return fmt.Errorf("-%s: it is for -nats, -context or -listen, of which none is given", n.flag)
		}
	}
	return nil
}

// Serving returns how the server of a study's folder is to be.
func (l *Listen) Serving(folder string) queue.Serving {
	s := queue.Serving{Folder: folder, Listen: l.listen, Config: l.config, Access: l.access}
	if l.listen == "" && l.config == "" {
		return s
	}
	given, e := command.Given(l.set), l.fromEnvironment()
	if !given["user"] && !given["token"] && !given["nkey"] {
		s.Access.User, s.Access.Password, s.Access.Token = e.User, e.Password, e.Token
	} else if given["user"] && !given["password"] {
		s.Access.Password = e.Password
	}
	return s
}
