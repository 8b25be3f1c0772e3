package queue

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"digits/train/study"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Errors that a connection or a call may end with.
var (
	ErrUnreachable = errors.New("no NATS server answers")
	ErrRefused     = errors.New("the server refuses")
	ErrTLS         = errors.New("no agreement on TLS")
	ErrJetStream   = errors.New("the server has no JetStream")
	ErrReplicas    = errors.New("not enough servers")
)

// Codes of nats-server's errors, which nats.go has no names for.
const (
	noPeers      = 10005 // JSClusterNoPeersErrF: the cluster is smaller, or the others are away
	notClustered = 10074 // JSStreamReplicasNotSupportedErr
	badConsumer  = 10012 // JSConsumerCreateErrF: its files cannot be read
)

// unreachable says in one line why there is no connection, and what to do.
func unreachable(a Access, err error) error {
	at := safe(a.url())
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var plain tls.RecordHeaderError
	text := err.Error()
	switch {
	case errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrAuthExpired), errors.Is(err, nats.ErrAuthRevoked), errors.Is(err, nats.ErrAccountAuthExpired):
		return fmt.Errorf("%s: %w these credentials, or none: give user and password, token, creds or nkey (%w)", at, ErrRefused, err)
	case errors.Is(err, nats.ErrNkeysNotSupported):
		return fmt.Errorf("%s: %w: it knows no nkeys (%w)", at, ErrRefused, err)
	case errors.As(err, &unknown):
		return fmt.Errorf("%s: %w: its certificate is signed by nobody known here: give the authority's by tlsca (%w)", at, ErrTLS, err)
	case errors.As(err, &host), errors.As(err, &invalid):
		return fmt.Errorf("%s: %w: %w", at, ErrTLS, err)
	case errors.Is(err, nats.ErrSecureConnWanted):
		return fmt.Errorf("%s: %w: TLS is asked for here, the server has none", at, ErrTLS)
	case errors.As(err, &plain), errors.Is(err, nats.ErrSecureConnRequired):
		return fmt.Errorf("%s: %w: one side wants it, the other does not, or only at first (tlsfirst) (%w)", at, ErrTLS, err)
	case strings.Contains(text, "tls:"), strings.Contains(text, "x509:"):
		return fmt.Errorf("%s: %w: the server may want a certificate, by tlscert and tlskey (%w)", at, ErrTLS, err)
	}
	return fmt.Errorf("%s: %w: start one there, or name another (%w)", at, ErrUnreachable, err)
}

// explain says in one line why a call to the server has failed.
func (c *Connection) explain(err error) error {
	if err == nil {
		return nil
	}
	if denied := c.permission(); denied != nil {
		return fmt.Errorf("%w this user a right that is needed (%w)", ErrRefused, denied)
	}
	switch {
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, nats.ErrNoResponders):
		return fmt.Errorf("%w: start it with -js, or with jetstream in its configuration", ErrJetStream)
	case errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount):
		return fmt.Errorf("%w for this user's account: enable it there", ErrJetStream)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, nats.ErrTimeout):
		return fmt.Errorf("no answer from JetStream (%w)", err)
	}
	var api *jetstream.APIError
	if c.embedded != nil && errors.As(err, &api) && api.ErrorCode == badConsumer {
		return fmt.Errorf("its store is damaged (%w): remove %s, and give the study's command again: what %s has stays, the rest is computed again, and comes out the same",
			err, filepath.Join(c.embedded.folder, storeFolder), study.RecordsFile)
	}
	return err
}

// tooFew says of an error that is due to it that there are not so many servers.
func tooFew(replicas int, err error) error {
	var api *jetstream.APIError
	if replicas < 2 || !errors.As(err, &api) || api.ErrorCode != noPeers && api.ErrorCode != notClustered {
		return err
	}
	return fmt.Errorf("%w in a cluster for %d replicas: give fewer, or wait until all servers are there (%w)", ErrReplicas, replicas, err)
}

// safe is a list of URLs without user, password and token.
func safe(urls string) string {
	var list []string
	for text := range strings.SplitSeq(urls, ",") {
		text = strings.TrimSpace(text)
		if u, err := url.Parse(text); err == nil {
			u.User = nil
			text = u.String()
		} else if _, host, is := strings.Cut(text, "@"); is {
			text = host
		}
		list = append(list, text)
	}
	return strings.Join(list, ",")
}
