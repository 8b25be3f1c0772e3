package main

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Bodies are booked while they are held, whole chunks, and refused when too much is.
func TestBodies(t *testing.T) {
	b := &bodies{}
	read := func(size int) ([]byte, func(), error) {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(make([]byte, size)))
		return b.read(httptest.NewRecorder(), r)
	}
	body, release, err := read(chunk + 1)
	if err != nil || len(body) != chunk+1 || b.held.Load() != 2*chunk {
		t.Errorf("%d bytes, %d held, %v, want %d, %d", len(body), b.held.Load(), err, chunk+1, 2*chunk)
	}
	release()
	b.held.Store(maxBodies - chunk)
	if _, release, err = read(chunk + 1); !errors.Is(err, errBodies) {
		t.Errorf("with all but one chunk held: %v, want errBodies", err)
	}
	release()
	if got := b.held.Load(); got != maxBodies-chunk {
		t.Errorf("%d held after the release, want %d", got, maxBodies-chunk)
	}
	w := httptest.NewRecorder()
	refuseBody(w, errBodies)
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "1" {
		t.Errorf("status %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
}
