package queue

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"digits/internal/whole"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// Serving says where a server of a study's own keeps its things and who may
// connect to it.
type Serving struct {
	Folder string // the study's, which exists
	Listen string // HOST:PORT; "" is 127.0.0.1 and the port of last time, or any
	Access Access // user and password, token or nkey that clients must show; the server's certificate
	Config string // a nats-server configuration file with more, such as users and their rights
}

// Server is a NATS server within this process, for one study.
type Server struct {
	server  *server.Server
	unlock  func()
	log     *serverLog
	access  Access
	address *net.TCPAddr
	folder  string // the study's
	once    sync.Once
}

// Serve starts a server in the study's folder. It keeps there: jetstream, which
// survives any end of the process and, since each write is synced, of the machine;
// nats.log; address, the URL.
func Serve(s Serving) (*Server, error) {
	unlock, err := whole.Lock(filepath.Join(s.Folder, storeFolder))
	if err != nil {
		return nil, fmt.Errorf("queue: the study's folder: %w", err)
	}
	e := &Server{unlock: unlock, access: s.Access, folder: s.Folder}
	if err := e.start(s); err != nil {
		e.Close()
		return nil, fmt.Errorf("queue: %w", err)
	}
	return e, nil
}

// Check returns the error that Serve has for the address, the access or the
// configuration, before there is anything in the folder, or the folder itself. That
// the address is taken it says of a new folder alone: in another one the server may
// be running, which Serve says better.
func (s Serving) Check() error {
	o, err := s.options()
	if err == nil && !exists(s.Folder) {
		err = free(o)
	}
	if err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Sizes of the embedded server.
const (
	maxPayload  = 8 << 20 // a record with a history of 10,000 epochs has over a megabyte
	maxLog      = 10 << 20
	startTime   = 20 * time.Second // a store of gigabytes takes seconds to open
	clientPings = 5 * time.Second
)

func (s Serving) options() (*server.Options, error) {
	o := &server.Options{}
	if s.Config != "" {
		var err error
		if _, err := whole.ReadFile(s.Config, maxSettings); err != nil { // the server would read it without end
			return nil, fmt.Errorf("configuration: %w", err)
		}
		if o, err = server.ProcessConfigFile(s.Config); err != nil {
			return nil, fmt.Errorf("configuration %s: %w", s.Config, err)
		}
		if o.HTTPPort != 0 || o.HTTPSPort != 0 || o.Cluster.Port != 0 || o.Gateway.Port != 0 || o.LeafNode.Port != 0 || o.Websocket.Port != 0 || o.MQTT.Port != 0 {
			return nil, fmt.Errorf("configuration %s: it listens for more than clients: run nats-server with it, and connect to that", s.Config)
		}
	}
	if err := s.guard(o); err != nil {
		return nil, err
	}
	if err := s.listen(o); err != nil {
		return nil, err
	}
	o.ServerName = "digits-" + filepath.Base(s.Folder)
	o.JetStream, o.StoreDir = true, s.Folder
	o.SyncAlways = true
	o.JetStreamMaxStore, o.JetStreamMaxMemory = 1<<50, 1<<30 // the disk is the limit
	o.MaxPayload = max(o.MaxPayload, maxPayload)
	o.MaxPending = max(o.MaxPending, server.MAX_PENDING_SIZE)
	o.PingInterval = clientPings
	o.NoSigs, o.DisableJetStreamBanner = true, true
	return o, nil
}

func (e *Server) start(s Serving) error {
	o, err := s.options()
	if err != nil {
		return err
	}
	if e.log, err = newServerLog(filepath.Join(s.Folder, logFile)); err != nil {
		return err
	}
	if e.server, err = server.NewServer(o); err != nil {
		return fmt.Errorf("cannot start a server: %w", err)
	}
	e.server.SetLoggerV2(e.log, false, false, false)
	e.server.Start()
	if err := e.ready(); err != nil {
		return err
	}
	address, is := e.server.Addr().(*net.TCPAddr)
	if !is {
		return fmt.Errorf("the server listens at %v, want a TCP address", e.server.Addr())
	}
	e.address = address
	return writeAddress(s.Folder, e.local())
}

// ready waits until the server listens and its store is open.
func (e *Server) ready() error {
	for end := time.Now().Add(startTime); !e.server.ReadyForConnections(startTime / 100); {
		if err := e.Err(); err != nil {
			return err
		}
		if time.Now().After(end) {
			return fmt.Errorf("the server does not start: see %s", e.log.file.Name())
		}
	}
	if !e.server.JetStreamEnabled() {
		return fmt.Errorf("JetStream does not start: see %s", e.log.file.Name())
	}
	return e.Err()
}

// URL returns where other processes connect to: other machines' too, if the server
// listens for those.
func (e *Server) URL() string {
	if ip := e.address.IP; ip.IsUnspecified() {
		return e.at(outward())
	}
	return e.at(e.address.IP)
}

// local is the URL for processes of this machine.
func (e *Server) local() string {
	if e.address.IP.IsUnspecified() {
		return e.at(net.IPv4(127, 0, 0, 1))
	}
	return e.at(e.address.IP)
}

func (e *Server) at(ip net.IP) string {
	u := url.URL{Scheme: "nats", Host: net.JoinHostPort(ip.String(), strconv.Itoa(e.address.Port))}
	if e.access.TLSCert != "" {
		u.Scheme = "tls"
	}
	return u.String()
}

// outward is an address of this machine that others may know it by.
func outward() net.IP {
	addresses, _ := net.InterfaceAddrs()
	for _, a := range addresses {
		if n, is := a.(*net.IPNet); is && n.IP.IsGlobalUnicast() && n.IP.To4() != nil {
			return n.IP
		}
	}
	return net.IPv4(127, 0, 0, 1)
}

// Connect connects to the server within the process.
func (e *Server) Connect(ctx context.Context, notice func(string)) (*Connection, error) {
	a := e.access
	a.URL, a.TLSCert, a.TLSKey, a.TLSCA, a.TLSFirst = e.local(), "", "", "", false
	a.URL = strings.Replace(a.URL, "tls:", "nats:", 1) // within the process
	options, err := a.options()
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	return connect(ctx, a, notice, e, append(options, nats.InProcessServer(e.server))...)
}

// Err returns why the server can store no more, such as a full disk; nil if it
// can. What was stored before is safe.
func (e *Server) Err() error { return context.Cause(e.log.failed) }

// failed is closed once Err returns an error.
func (e *Server) failed() <-chan struct{} { return e.log.failed.Done() }

// Close ends the server and gives the folder back.
func (e *Server) Close() {
	e.once.Do(func() {
		if e.server != nil {
			e.server.Shutdown()
			e.server.WaitForShutdown()
		}
		if e.log != nil {
			e.log.cancel(nil)
			e.log.file.Close()
		}
		e.unlock()
	})
}
