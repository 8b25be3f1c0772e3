package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
)

// A request in flight at the end gets its answer, and then run ends.
func TestShutdown(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s := newServer(nil)
	arrived, stopping := make(chan bool), make(chan bool)
	s.RegisterOnShutdown(func() { close(stopping) })
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-stopping
		io.WriteString(w, "done")
	})
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, s, l) }()
	go func() {
		<-arrived
		cancel()
	}()
	response, err := http.Get("http://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != "done" {
		t.Errorf("got %q, %v, want done", body, err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// No wait is endless, and headers are bounded.
func TestBounds(t *testing.T) {
	s := newServer(nil)
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.WriteTimeout <= s.ReadTimeout || s.IdleTimeout <= 0 || s.MaxHeaderBytes <= 0 || s.MaxHeaderBytes > 64<<10 {
		t.Errorf("bounds are %v %v %v %v %d", s.ReadHeaderTimeout, s.ReadTimeout, s.WriteTimeout, s.IdleTimeout, s.MaxHeaderBytes)
	}
}
