package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// photo is a large picture of a seven, which takes a large part of a second.
func photo(t testing.TB) []byte {
	t.Helper()
	const side = 6000
	small, err := png.Decode(bytes.NewReader(drawn(t, seven, side/20)))
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			img.SetGray(x, y, small.At(x/20, y/20).(color.Gray))
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// Of many photos at once each has an answer, be it to come again, and whoever draws
// meanwhile has one each time.
func TestPhotosAndStrokes(t *testing.T) {
	photos, strokes := 32, 200
	if testing.Short() {
		photos, strokes = 8, 50
	}
	address := start(t, embedded(t), nil)
	large, small := photo(t), drawn(t, seven, 280)
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	var sent sync.WaitGroup
	statuses := make([]int, photos)
	for i := range photos {
		sent.Go(func() {
			response, err := client.Post("http://"+address+"/api/predict", "image/png", bytes.NewReader(large))
			if err != nil {
				return
			}
			defer response.Body.Close()
			io.Copy(io.Discard, response.Body)
			statuses[i] = response.StatusCode
		})
	}
	took := make([]time.Duration, strokes)
	for i := range took {
		var err error
		if took[i], err = ordinary(client, address, small); err != nil {
			t.Fatalf("stroke %d: %v", i, err)
		}
	}
	sent.Wait()
	count := map[int]int{}
	for _, s := range statuses {
		count[s]++
	}
	if count[http.StatusOK] == 0 || count[http.StatusOK]+count[http.StatusServiceUnavailable] != photos {
		t.Errorf("photos were answered with %v, want 200 and 503 alone", count)
	}
	t.Logf("%d photos: %v; strokes meanwhile: median %v, p99 %v", photos, count, quantile(took, 0.5), quantile(took, 0.99))
}

// A client that leaves gives its slot back, waiting or working, and its picture is
// read no further. One that leaves in time for that is waited for.
func TestClientLeaves(t *testing.T) {
	h := &handler{choices: embedded(t), lanes: newLanes(1)}
	file, l := photo(t), h.lanes.photos
	read := func(ctx context.Context, leave func()) bool {
		if leave != nil {
			go func() {
				defer leave()
				for len(l.work) == 0 && ctx.Err() == nil {
					runtime.Gosched()
				}
			}()
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", "/api/predict", bytes.NewReader(file)).WithContext(ctx))
		if len(l.work) != 0 || len(l.line) != 0 || h.bodies.held.Load() != 0 {
			t.Errorf("%d work, %d wait, %d bytes are held", len(l.work), len(l.line), h.bodies.held.Load())
		}
		return w.Code == http.StatusOK
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if read(gone, nil) {
		t.Error("who had left before was answered")
	}
	const most = 50
	for n := 1; ; n++ {
		ctx, leave := context.WithCancel(t.Context())
		whole := read(ctx, leave)
		leave()
		if !whole {
			break
		}
		if n == most {
			t.Fatalf("%d pictures were read to their end", most)
		}
	}
}

// The times of strokes while large photos are sent, 32 at a time, all the while:
// go test ./cmd/serve -run xxx -bench Strokes -benchtime 1000x
func BenchmarkStrokesBesidePhotos(b *testing.B) {
	address := start(b, embedded(b), nil)
	large, small := photo(b), drawn(b, seven, 280)
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	ctx, end := context.WithCancel(b.Context())
	var senders sync.WaitGroup
	var answered [2]atomic.Int64 // well, and with the wish to come again
	for range 32 {
		senders.Go(func() {
			for ctx.Err() == nil {
				request, err := http.NewRequestWithContext(ctx, "POST", "http://"+address+"/api/predict", bytes.NewReader(large))
				if err != nil {
					b.Error(err)
					return
				}
				response, err := client.Do(request)
				if err != nil {
					continue // the benchmark's end
				}
				io.Copy(io.Discard, response.Body)
				response.Body.Close()
				switch response.StatusCode {
				case http.StatusOK:
					answered[0].Add(1)
				case http.StatusServiceUnavailable:
					answered[1].Add(1)
					select {
					case <-ctx.Done():
					case <-time.After(time.Second): // to come again
					}
				default:
					b.Errorf("a photo: status %d", response.StatusCode)
				}
			}
		})
	}
	var took []time.Duration
	for b.Loop() {
		d, err := ordinary(client, address, small)
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, d)
	}
	end()
	senders.Wait()
	for _, q := range []float64{0.5, 0.99, 1} {
		b.ReportMetric(float64(quantile(took, q))/1e6, fmt.Sprintf("p%.0f-ms", 100*q))
	}
	b.ReportMetric(float64(answered[0].Load()), "photos")
	b.ReportMetric(float64(answered[1].Load()), "photos-503")
}
