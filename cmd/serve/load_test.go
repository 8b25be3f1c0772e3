package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// slow is a client that never finishes its request: a header line or a byte of the
// body now and then.
type slow struct {
	address string
	begins  string
	more    string
	conn    net.Conn
}

// push sends a little more, over a new connection if the server has cut the last.
func (s *slow) push() error {
	if s.conn != nil {
		if _, err := io.WriteString(s.conn, s.more); err == nil {
			return nil
		}
		s.conn.Close()
	}
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		return err
	}
	s.conn = conn
	_, err = io.WriteString(conn, s.begins)
	return err
}

// crowd keeps that many slow clients at the server, half of them slow in their
// headers and half in their bodies, until stop is called.
func crowd(t testing.TB, address string, clients int) (stop func()) {
	t.Helper()
	all := make([]slow, clients)
	for i := range all {
		all[i] = slow{address: address, begins: "POST /api/predict HTTP/1.1\r\nHost: 127.0.0.1\r\n", more: "X-More: 1\r\n"}
		if i%2 == 0 {
			all[i].begins += "Content-Length: 1000000\r\n\r\n"
			all[i].more = "x"
		}
		if err := all[i].push(); err != nil {
			t.Fatalf("slow client %d: %v", i, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		for i := 0; ctx.Err() == nil; i = (i + 1) % clients {
			all[i].push() // a refusal is the server's right
			time.Sleep(100 * time.Microsecond)
		}
	})
	return func() {
		cancel()
		done.Wait()
		for i := range all {
			all[i].conn.Close()
		}
	}
}

// ordinary asks for a prediction, as the page does, and returns how long it took.
func ordinary(client *http.Client, address string, picture []byte) (time.Duration, error) {
	began := time.Now()
	response, err := client.Post("http://"+address+"/api/predict", "image/png", bytes.NewReader(picture))
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", response.StatusCode, body)
	}
	return time.Since(began), err
}

// quantile returns the time that a share q of them does not exceed.
func quantile(took []time.Duration, q float64) time.Duration {
	slices.Sort(took)
	return took[int(q*float64(len(took)-1))]
}

// A thousand slow clients do not keep the server from answering, and when all is
// over no goroutine is left.
func TestSlowClients(t *testing.T) {
	const clients = 1000
	requests := 300
	if testing.Short() {
		requests = 50
	}
	c := embedded(t)
	picture := drawn(t, seven, 280)
	if _, err := c[0].answer(t.Context(), picture); err != nil { // starts the kernels' goroutines
		t.Fatal(err)
	}
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) }) // after the server has ended
	address := start(t, c, nil)
	stop := crowd(t, address, clients)
	defer stop()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	took := make([]time.Duration, requests)
	for i := range took {
		var err error
		if took[i], err = ordinary(client, address, picture); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	t.Logf("among %d slow clients, %d requests: median %v, p99 %v", clients, requests, quantile(took, 0.5), quantile(took, 0.99))
}

// A client that is too slow is cut, in its headers as in its body.
func TestSlowClientIsCut(t *testing.T) {
	s := newServer(newHandler(embedded(t), "", nil))
	s.ReadHeaderTimeout, s.ReadTimeout = 50*time.Millisecond, 100*time.Millisecond
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.Serve(l)
	defer s.Close()
	for name, begins := range map[string]string{
		"headers": "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
		"body":    "POST /api/predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nx",
	} {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(conn, begins)
		conn.SetReadDeadline(time.Now().Add(30 * time.Second))
		if answer, err := io.ReadAll(conn); err != nil { // io.ReadAll ends when the server closes
			t.Errorf("%s: %v after %q, want the end of the connection", name, err, answer)
		}
		conn.Close()
	}
}

// The time of a request alone and among slow clients:
// go test ./cmd/serve -run xxx -bench Predict -benchtime 2000x
func BenchmarkPredict(b *testing.B) {
	for _, clients := range []int{0, 1000} {
		b.Run(fmt.Sprintf("slow=%d", clients), func(b *testing.B) {
			address := start(b, embedded(b), nil)
			picture := drawn(b, seven, 280)
			if clients > 0 {
				defer crowd(b, address, clients)()
			}
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			var took []time.Duration
			for b.Loop() {
				d, err := ordinary(client, address, picture)
				if err != nil {
					b.Fatal(err)
				}
				took = append(took, d)
			}
			for _, q := range []float64{0.5, 0.99} {
				b.ReportMetric(float64(quantile(took, q))/1e6, fmt.Sprintf("p%.0f-ms", 100*q))
			}
		})
	}
}
