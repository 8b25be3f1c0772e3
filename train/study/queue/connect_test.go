package queue

import (
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nkeys"

	"digits/internal/whole"

	"digits/train/study"
)

// plainServer is a server as somebody else would run it.
func plainServer(t *testing.T, o server.Options) string {
	t.Helper()
	o.Host, o.Port, o.NoLog, o.NoSigs = "127.0.0.1", server.RANDOM_PORT, true, true
	if o.JetStream {
		o.StoreDir = t.TempDir()
		o.JetStreamMaxStore = cmp.Or(o.JetStreamMaxStore, 1<<50) // not a share of the disk that is free
	}
	s, err := server.NewServer(&o)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server does not start")
	}
	return s.ClientURL()
}

// certificate writes a self-signed one for 127.0.0.1, and its key.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "digits"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pemFile(t, "CERTIFICATE", der), pemFile(t, "EC PRIVATE KEY", keyDER)
}

func pemFile(t *testing.T, kind string, der []byte) string {
	return textFile(t, string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})))
}

func textFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func seedFile(t *testing.T) string {
	t.Helper()
	key, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := key.Seed()
	if err != nil {
		t.Fatal(err)
	}
	return textFile(t, string(seed))
}

// silent is a port at which nobody says a word.
func silent(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return "nats://" + l.Addr().String()
}

// What prevents a connection is one clear line within a few seconds.
func TestConnectErrors(t *testing.T) {
	t.Parallel()
	cert, key := certificate(t)
	tls, err := server.GenTLSConfig(&server.TLSConfigOpts{CertFile: cert, KeyFile: key})
	if err != nil {
		t.Fatal(err)
	}
	open := plainServer(t, server.Options{JetStream: true})
	guarded := plainServer(t, server.Options{JetStream: true, Username: "u", Password: "p"})
	secure := plainServer(t, server.Options{JetStream: true, TLSConfig: tls})
	for name, c := range map[string]struct {
		access Access
		is     error
		text   string
	}{
		"nobody listens":     {Access{URL: "nats://127.0.0.1:1"}, ErrUnreachable, "start one there, or name another"},
		"nobody answers":     {Access{URL: silent(t)}, ErrUnreachable, "timeout"},
		"no such host":       {Access{URL: "nats://nowhere.invalid:4222"}, ErrUnreachable, "nowhere.invalid"},
		"no credentials":     {Access{URL: guarded}, ErrRefused, "give user and password"},
		"wrong password":     {Access{URL: guarded, User: "u", Password: "x"}, ErrRefused, "give user and password"},
		"password in URL":    {Access{URL: strings.Replace(guarded, "//", "//u:secret@", 1)}, ErrRefused, "give user and password"},
		"wrong key":          {Access{URL: guarded, NKey: seedFile(t)}, ErrRefused, ""},
		"no key":             {Access{URL: open, NKey: textFile(t, "nothing")}, ErrAccess, "holds no seed of a key"},
		"no JetStream":       {Access{URL: plainServer(t, server.Options{})}, ErrJetStream, "start it with -js"},
		"unknown authority":  {Access{URL: secure}, ErrTLS, "tlsca"},
		"TLS only here":      {Access{URL: strings.Replace(open, "nats:", "tls:", 1)}, ErrTLS, "the server has none"},
		"TLS first":          {Access{URL: open, TLSFirst: true}, ErrTLS, "tlsfirst"},
		"no file":            {Access{URL: open, TLSCA: "none.pem"}, ErrAccess, "tlsca: open none.pem"},
		"half a certificate": {Access{URL: open, TLSCert: cert}, ErrAccess, "go together"},
		"two ways":           {Access{URL: open, User: "u", Password: "p", Token: "t"}, ErrAccess, "more than one"},
	} {
		begin := time.Now()
		c0, err := Connect(context.Background(), c.access, nil)
		if err == nil {
			c0.Close()
		}
		if !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.text) || strings.ContainsAny(err.Error(), "\n") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want one line with %q that wraps %q", name, err, c.text, c.is)
		}
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
	}
	c, err := Connect(context.Background(), Access{URL: secure, TLSCA: cert}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
}

// A user without the rights is told which one is missing.
func TestNoPermission(t *testing.T) {
	config := textFile(t, `listen: "127.0.0.1:-1", jetstream: {store_dir: "`+t.TempDir()+`"}
		authorization: {users: [{user: u, password: p, permissions: {publish: ["$JS.API.INFO"], subscribe: ["_INBOX.>"]}}]}`)
	o, err := server.ProcessConfigFile(config)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Connect(context.Background(), Access{URL: plainServer(t, *o), User: "u", Password: "p"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Open(context.Background(), quick("denied", 2), Options{})
	if !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), `Permissions Violation for Publish to "$JS.API.STREAM.INFO.KV_digits_denied"`) {
		t.Errorf("%v, want the right that is missing", err)
	}
}

// Servers that only those reach who have shown who they are, in all ways that the
// flags know.
func TestGuardedServers(t *testing.T) {
	cert, key := certificate(t)
	seed := seedFile(t)
	users := textFile(t, `authorization: {users: [{user: u, password: p}]}`)
	for name, s := range map[string]Serving{
		"password":      {Access: Access{User: "u", Password: "p"}},
		"token":         {Access: Access{Token: "t"}},
		"nkey":          {Access: Access{NKey: seed}},
		"TLS":           {Access: Access{User: "u", Password: "p", TLSCert: cert, TLSKey: key}},
		"configuration": {Access: Access{User: "u", Password: "p"}, Config: users},
	} {
		s.Folder, s.Listen = t.TempDir(), "0.0.0.0:0"
		server, err := Serve(s)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		t.Cleanup(server.Close)
		open(t, dial(t, server), quick("guarded", 2), Options{})
		a := s.Access
		a.URL = server.URL()
		if a.TLSCert, a.TLSKey = "", ""; s.Access.TLSCert != "" {
			a.URL, a.TLSCA = server.local(), cert // which is for 127.0.0.1
		}
		if c, err := Connect(context.Background(), a, nil); err != nil {
			t.Errorf("%s: %v", name, err)
		} else {
			c.Close()
		}
		if c, err := Connect(context.Background(), Access{URL: a.URL, TLSCA: a.TLSCA}, nil); !errors.Is(err, ErrRefused) {
			t.Errorf("%s, without credentials: %v, want %v", name, err, ErrRefused)
			if err == nil {
				c.Close()
			}
		}
	}
}

func TestServeErrors(t *testing.T) {
	busy := t.TempDir()
	taken := serve(t, busy)
	for name, c := range map[string]struct {
		serving Serving
		is      error
		text    string
	}{
		"open to all":     {Serving{Listen: "0.0.0.0:0"}, ErrOpen, "0.0.0.0"},
		"open, no host":   {Serving{Listen: ":0"}, ErrOpen, ""},
		"an address":      {Serving{Listen: "192.0.2.1:0"}, ErrOpen, "192.0.2.1"},
		"open by users":   {Serving{Listen: ":0", Config: textFile(t, `no_auth_user: u, authorization: {users: [{user: u, password: p}]}`)}, ErrOpen, ""},
		"more to listen":  {Serving{Config: textFile(t, `http: 8222`)}, nil, "listens for more than clients"},
		"no file":         {Serving{Config: "none.conf"}, os.ErrNotExist, "none.conf"},
		"no port":         {Serving{Listen: "127.0.0.1"}, nil, "want HOST:PORT"},
		"high port":       {Serving{Listen: "127.0.0.1:99999"}, nil, "want 0 to 65535"},
		"port is taken":   {Serving{Listen: strings.TrimPrefix(taken.URL(), "nats://")}, nil, "address already in use"},
		"folder is taken": {Serving{Folder: busy}, whole.ErrLocked, "in use by process"},
		"no folder":       {Serving{Folder: filepath.Join(busy, "none")}, os.ErrNotExist, ""},
	} {
		if c.serving.Folder == "" {
			c.serving.Folder = t.TempDir()
		}
		s, err := Serve(c.serving)
		if err == nil {
			s.Close()
		}
		if err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.text) || strings.ContainsAny(err.Error(), "\n") {
			t.Errorf("%s: %v, want one line with %q that wraps %v", name, err, c.text, c.is)
		}
	}
}

// A server comes back at the port of last time, where workers wait for it, unless
// the port is taken.
func TestAddress(t *testing.T) {
	folder := t.TempDir()
	first := serve(t, folder)
	url := first.URL()
	first.Close()
	second := serve(t, folder)
	if second.URL() != url {
		t.Errorf("the second time at %s, want %s", second.URL(), url)
	}
	second.Close()
	l, err := net.Listen("tcp", strings.TrimPrefix(url, "nats://"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	third := serve(t, folder)
	if at, err := Address(folder); third.URL() == url || at != third.URL() || err != nil {
		t.Errorf("the third time at %s, noted as %s, %v", third.URL(), at, err)
	}
}

// Of two processes one drives a study; of two studies of one name, one is there.
func TestOneDriver(t *testing.T) {
	t.Parallel()
	url := plainServer(t, server.Options{JetStream: true})
	connect := func() *Connection {
		c, err := Connect(context.Background(), Access{URL: url}, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	s := quick("driven", 4)
	first := open(t, connect(), s, Options{})
	if _, err := connect().Open(context.Background(), s, Options{}); !errors.Is(err, ErrDriven) {
		t.Errorf("a second driver: %v, want %v", err, ErrDriven)
	}
	other := s
	other.Seed++
	if _, err := connect().Open(context.Background(), other, Options{}); !errors.Is(err, ErrOther) {
		t.Errorf("another study: %v, want %v", err, ErrOther)
	}
	first.Close()
	third := open(t, connect(), s, Options{})
	// Its process has died: there is none of this number, which is more than Linux gives.
	dead := third.lease.holder
	dead.PID = 1 << 30
	third.lease.stop()
	<-third.lease.stopped
	value, _ := json.Marshal(dead)
	if _, err := third.bucket.Put(context.Background(), driverKey, value); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	fourth := open(t, connect(), s, Options{})
	if took := time.Since(begin); dead.Here != "" && took > leaseTime {
		t.Errorf("taking over from a dead process took %v", took)
	}
	if _, err := fourth.bucket.Put(context.Background(), driverKey, value); err != nil {
		t.Fatal(err)
	}
	err := fourth.Watch(within(t, 10*time.Second), func(study.News) error { return nil })
	if !errors.Is(err, ErrDriven) {
		t.Errorf("when another process has taken the driving: %v, want %v", err, ErrDriven)
	}
}

// What another version has made is refused, by drivers and by workers.
func TestOtherFormat(t *testing.T) {
	ctx, s := within(t, 20*time.Second), quick("old", 2)
	c := dial(t, serve(t, t.TempDir()))
	old := map[string]string{formatKey: "0"}
	if _, err := c.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: bucketPrefix + s.Name, Metadata: old}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.js.CreateStream(ctx, jetstream.StreamConfig{Name: jobsPrefix + s.Name, Subjects: []string{jobsSubjects + s.Name + ".>"}, Metadata: old}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Open(context.Background(), s, Options{}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), `another format, "0", want 1`) {
		t.Errorf("a driver: %v, want %v", err, ErrFormat)
	}
	if err := c.Work(ctx, Worker{Study: "old", Run: pretend}); !errors.Is(err, ErrFormat) {
		t.Errorf("a worker: %v, want %v", err, ErrFormat)
	}
	if err := CheckName("a.b"); err == nil {
		t.Error("a name with a dot is taken")
	}
}

func TestFiles(t *testing.T) {
	ctx := within(t, 20*time.Second)
	q := open(t, dial(t, serve(t, t.TempDir())), quick("files", 2), Options{FileSize: 1 << 20})
	f := q.Files()
	if _, err := f.Get(ctx, "a"); !errors.Is(err, study.ErrNoFile) {
		t.Errorf("a file that is not there: %v", err)
	}
	for _, content := range []string{"one", strings.Repeat("two", 100_000), ""} {
		if err := f.Put(ctx, "a", []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := f.Get(ctx, "a"); string(got) != content || err != nil {
			t.Errorf("%d bytes, %v, want %d", len(got), err, len(content))
		}
	}
	if err := f.Put(ctx, "b", make([]byte, 2<<20)); err == nil {
		t.Error("more than fits is put")
	}
	for range 2 {
		if err := f.Delete(ctx, "a"); err != nil {
			t.Error(err)
		}
	}
	if _, err := f.Get(ctx, "a"); !errors.Is(err, study.ErrNoFile) {
		t.Errorf("a file that was deleted: %v", err)
	}
}
