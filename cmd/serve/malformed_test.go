package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// malformed are kinds of requests that no browser sends. good is a right one.
var malformed = []func(r *rand.Rand, good []byte) []byte{
	func(r *rand.Rand, _ []byte) []byte { return noise(r, r.IntN(400)) },
	func(r *rand.Rand, good []byte) []byte { return good[:r.IntN(len(good))] }, // truncated
	func(r *rand.Rand, good []byte) []byte { // some bytes changed
		b := slices.Clone(good)
		for range 1 + r.IntN(8) {
			b[r.IntN(len(b))] = byte(r.Uint32())
		}
		return b
	},
	func(r *rand.Rand, _ []byte) []byte {
		return []byte(choose(r, "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "", "\x00", "POST POST") + " " +
			choose(r, "/", "/api/predict", "*", "example:443") + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
	},
	func(r *rand.Rand, _ []byte) []byte { // odd paths
		return []byte("GET " + choose(r, "/../../etc/passwd", "/%2e%2e/main.go", "//", "/.", "/page", "/\x00", "/%zz", "/api/predict/", "http://127.0.0.1/", "/?"+strings.Repeat("%", 9), "/page.html/") +
			" HTTP/" + choose(r, "1.1", "1.0", "0.9", "2.0", "x") + "\r\nHost: 127.0.0.1\r\n\r\n")
	},
	func(r *rand.Rand, _ []byte) []byte { // headers too large, repeated or senseless
		return []byte("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + choose(r, "X: "+strings.Repeat("a", 40<<10), strings.Repeat("X: a\r\n", 5000), "Host: b", "no colon", ": x", "X\x00: y", " folded") + "\r\n\r\n")
	},
	func(r *rand.Rand, _ []byte) []byte { // bodies whose length or type is wrong
		return []byte("POST /api/predict HTTP/1.1\r\nHost: 127.0.0.1\r\n" + choose(r, "Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: 5\r\nContent-Length: 6", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Content-Type: ;\r\nContent-Length: 3", "Content-Type: text/html\r\nContent-Length: 3", "Expect: nothing", "Content-Length: 8388609") +
			"\r\n\r\n" + choose(r, "abc", "ffffffffffffffff\r\nx", "5\r\nab", "-1\r\n", "0\r\n\r\n"))
	},
	func(r *rand.Rand, _ []byte) []byte { // whole requests whose picture is broken
		body := append([]byte(choose(r, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "GIF89a", "\xff\xd8\xff\xe1", "BM", "II*\x00\x08\x00\x00\x00", "RIFF\x00\x01\x00\x00WEBPVP8 ")), noise(r, r.IntN(300))...)
		return append(fmt.Appendf(nil, "POST /api/predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n", len(body)), body...)
	},
}

func noise(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func choose(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }

// Whatever is sent, the server does not panic, answers with no error of its own,
// and goes on. DIGITS_MALFORMED=100000 sends so many.
func TestMalformed(t *testing.T) {
	requests := 3000
	if testing.Short() {
		requests = 500
	}
	if s := os.Getenv("DIGITS_MALFORMED"); s != "" {
		var err error
		if requests, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var logged lines
	s := newServer(newHandler(embedded(t), "127.0.0.1", nil))
	s.ErrorLog = log.New(&logged, "", 0)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, s, l) }()

	picture := drawn(t, seven, 100)
	good := append(fmt.Appendf(nil, "POST /api/predict?model=own HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/png\r\nContent-Length: %d\r\n\r\n", len(picture)), picture...)
	var counted tally
	const senders = 4
	var done sync.WaitGroup
	for sender := range senders {
		done.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(sender)))
			for range requests / senders {
				request := malformed[r.IntN(len(malformed))](r, good)
				status, err := send(l.Addr().String(), request)
				if err != nil || status >= 500 && status != 501 && status != 503 && status != 505 {
					t.Errorf("%.200q: status %d, %v", request, status, err)
				}
				counted.add(status)
			}
		})
	}
	done.Wait()
	client := &http.Client{Transport: &http.Transport{}}
	if _, err := ordinary(client, l.Addr().String(), picture); err != nil {
		t.Errorf("after all that: %v", err)
	}
	client.CloseIdleConnections()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if text := logged.String(); text != "" {
		t.Errorf("the server logs %.2000s", text)
	}
	t.Logf("answers to %d malformed requests, by status, 0 for none: %v", requests, counted.by)
}

// send sends bytes over a connection of their own and returns the status that
// comes back, 0 for none.
func send(address string, request []byte) (status int, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	tcp := conn.(*net.TCPConn)
	tcp.SetLinger(0) // no port is kept waiting after the end
	tcp.SetDeadline(time.Now().Add(30 * time.Second))
	tcp.Write(request) // fails if the server has seen enough
	tcp.CloseWrite()
	answer, err := io.ReadAll(tcp)
	if e, ok := err.(net.Error); !ok || !e.Timeout() {
		err = nil // a reset, as the server left bytes unread
	}
	_, after, _ := bytes.Cut(answer[:min(len(answer), 12)], []byte("HTTP/1."))
	if len(after) == 5 {
		status, _ = strconv.Atoi(string(after[2:]))
	}
	return status, err
}

// tally counts answers by status.
type tally struct {
	mu sync.Mutex
	by map[int]int
}

func (c *tally) add(status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil {
		c.by = map[int]int{}
	}
	c.by[status]++
}

// lines is what a server logs.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
