package queue

import (
	"cmp"
	"errors"
	"fmt"

	"digits/internal/whole"

	"github.com/nats-io/nats.go"
)

// DefaultURL is where a NATS server listens unless told otherwise.
const DefaultURL = nats.DefaultURL

// Access says which server to connect to and as whom. Its fields are what NATS'
// own tools have flags for, and what their context files hold, by the same names.
type Access struct {
	URL      string `json:"url"` // one, or several of a cluster, separated by commas
	User     string `json:"user"`
	Password string `json:"password"`
	Token    string `json:"token"`
	Creds    string `json:"creds"` // file with a JWT and the seed of its key
	NKey     string `json:"nkey"`  // file with the seed of a key
	TLSCert  string `json:"cert"`  // file with the client's certificate, PEM
	TLSKey   string `json:"key"`   // and its key
	TLSCA    string `json:"ca"`    // file with the authorities that sign servers' certificates
	TLSFirst bool   `json:"tls_first"`
	Domain   string `json:"jetstream_domain"`
}

// maxSettings bounds the files that say how to connect, or where the server is.
const maxSettings = 1 << 20

// ErrAccess is wrapped where access is incomplete or contradicts itself.
var ErrAccess = errors.New("wrong access")

func (a Access) url() string { return cmp.Or(a.URL, DefaultURL) }

// check returns an error that wraps ErrAccess for what no server can make right.
func (a Access) check() error {
	ways := 0
	for _, way := range []string{a.User, a.Token, a.Creds, a.NKey} {
		if way != "" {
			ways++
		}
	}
	switch {
	case ways > 1:
		return fmt.Errorf("%w: got more than one of user, token, creds and nkey", ErrAccess)
	case (a.User == "") != (a.Password == ""):
		return fmt.Errorf("%w: user and password go together", ErrAccess)
	case (a.TLSCert == "") != (a.TLSKey == ""):
		return fmt.Errorf("%w: tlscert and tlskey go together", ErrAccess)
	}
	for _, file := range []struct{ flag, path string }{
		{"creds", a.Creds}, {"nkey", a.NKey}, {"tlscert", a.TLSCert}, {"tlskey", a.TLSKey}, {"tlsca", a.TLSCA},
	} {
		if file.path == "" {
			continue
		}
		if _, err := whole.ReadFile(file.path, maxSettings); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrAccess, file.flag, err)
		}
	}
	return nil
}

// options are nats.go's for what the fields say, but for the URL.
func (a Access) options() ([]nats.Option, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	var options []nats.Option
	add := func(asked bool, o nats.Option) {
		if asked {
			options = append(options, o)
		}
	}
	add(a.User != "", nats.UserInfo(a.User, a.Password))
	add(a.Token != "", nats.Token(a.Token))
	add(a.Creds != "", nats.UserCredentials(a.Creds))
	add(a.TLSCert != "", nats.ClientCert(a.TLSCert, a.TLSKey))
	add(a.TLSCA != "", nats.RootCAs(a.TLSCA))
	add(a.TLSFirst, nats.TLSHandshakeFirst())
	if a.NKey != "" {
		key, err := nats.NkeyOptionFromSeed(a.NKey)
		if err != nil {
			return nil, fmt.Errorf("%w: nkey: %s holds no seed of a key: %w", ErrAccess, a.NKey, err)
		}
		options = append(options, key)
	}
	return options, nil
}
