package queue

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"

	"digits/internal/whole"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"
)

// ErrOpen is wrapped where a server would let anybody in.
var ErrOpen = errors.New("without credentials a server listens on 127.0.0.1 only")

// listen puts into o where to listen: at the address asked for, else the
// configuration's, else loopback at the port of last time, which may be taken.
func (s Serving) listen(o *server.Options) error {
	if s.Listen != "" {
		host, port, err := net.SplitHostPort(s.Listen)
		if err != nil {
			return fmt.Errorf("listen: got %.100q, want HOST:PORT as 0.0.0.0:4222: %w", s.Listen, err)
		}
		if o.Port, err = strconv.Atoi(port); err != nil || o.Port < 0 || o.Port > 65535 {
			return fmt.Errorf("listen: got port %.100q, want 0 to 65535", port)
		}
		if o.Host = host; host == "" {
			o.Host = "0.0.0.0"
		}
	}
	if o.Host == "" {
		o.Host = "127.0.0.1"
	}
	if o.Port == 0 {
		o.Port = server.RANDOM_PORT
		if s.Listen == "" {
			o.Port = s.lastPort()
		}
	}
	if !loopback(o.Host) && !guarded(o) {
		return fmt.Errorf("listen: got %s: %w: give user and password, token, nkey, or a nats-server configuration with authorization", o.Host, ErrOpen)
	}
	return nil
}

// free returns why nothing can listen where the options say, nil if something can.
func free(o *server.Options) error {
	port := max(o.Port, 0) // which is any, as the server's RANDOM_PORT
	l, err := net.Listen("tcp", net.JoinHostPort(o.Host, strconv.Itoa(port)))
	if err != nil {
		return fmt.Errorf("cannot listen there: %w: name another port, or 0 for any", err)
	}
	return l.Close()
}

// lastPort is the port at which workers look for the server, if it is free.
func (s Serving) lastPort() int {
	text, err := Address(s.Folder)
	if err != nil {
		return server.RANDOM_PORT
	}
	u, err := url.Parse(text)
	if err != nil {
		return server.RANDOM_PORT
	}
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", u.Port()))
	if err != nil {
		return server.RANDOM_PORT
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	return port
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// guarded tells whether clients must show who they are.
func guarded(o *server.Options) bool {
	if o.NoAuthUser != "" {
		return false
	}
	return o.Username != "" || o.Authorization != "" || len(o.Users) > 0 || len(o.Nkeys) > 0 ||
		len(o.TrustedOperators) > 0 || len(o.TrustedKeys) > 0 || o.AuthCallout != nil
}

// guard puts into o what clients must show.
func (s Serving) guard(o *server.Options) error {
	a := s.Access
	if err := a.check(); err != nil {
		return err
	}
	if s.Config != "" {
		return nil // which says it
	}
	if a.Creds != "" {
		return fmt.Errorf("%w: creds need a nats-server configuration with an operator", ErrAccess)
	}
	o.Username, o.Password, o.Authorization = a.User, a.Password, a.Token
	if a.NKey != "" {
		public, err := publicKey(a.NKey)
		if err != nil {
			return fmt.Errorf("%w: nkey: %s holds no seed of a key: %w", ErrAccess, a.NKey, err)
		}
		o.Nkeys = []*server.NkeyUser{{Nkey: public}}
	}
	if a.TLSCert == "" {
		return nil
	}
	config, err := server.GenTLSConfig(&server.TLSConfigOpts{
		CertFile: a.TLSCert, KeyFile: a.TLSKey, CaFile: a.TLSCA, Verify: a.TLSCA != "",
	})
	if err != nil {
		return fmt.Errorf("%w: tlscert: %w", ErrAccess, err)
	}
	o.TLS, o.TLSConfig, o.TLSVerify, o.TLSTimeout = true, config, a.TLSCA != "", dialTime.Seconds()
	return nil
}

func publicKey(path string) (string, error) {
	text, err := whole.ReadFile(path, maxSettings)
	if err != nil {
		return "", err
	}
	key, err := nkeys.ParseDecoratedNKey(text)
	if err != nil {
		return "", err
	}
	defer key.Wipe()
	return key.PublicKey()
}
