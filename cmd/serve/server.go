package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"
)

// grace is how long requests in flight may take at the end: all is over two seconds
// after the signal.
const grace = 1500 * time.Millisecond

// newServer returns a server whose every wait has an end.
func newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:                      h,
		DisableGeneralOptionsHandler: true,
		ReadHeaderTimeout:            5 * time.Second,
		ReadTimeout:                  30 * time.Second, // a photo of 8 MB over a slow wireless network
		WriteTimeout:                 60 * time.Second, // from the headers on: reading, waiting, predicting
		IdleTimeout:                  90 * time.Second,
		MaxHeaderBytes:               16 << 10,
	}
}

func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("serve: %s is in use: end the program that has it, or take another, as in -addr 127.0.0.1:0", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("serve: cannot listen: %w: take another address with -addr", err)
	}
	return l, nil
}

// run serves until the context is done, then lets the requests in flight finish.
func run(ctx context.Context, s *http.Server, l net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	// Not a child of ctx, which is done.
	end, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if err := s.Shutdown(end); err != nil {
		s.Close() // what is left was too slow
	}
	<-failed
	return nil
}
