package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/draw"
	"image/png"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"digits/data/picture"
)

// request is one to the handler, as a browser on this machine sends it.
type request struct {
	method, target, host, kind string
	body                       []byte
	head                       map[string]string
}

func (q request) to(h http.Handler) *httptest.ResponseRecorder {
	r := httptest.NewRequest(q.method, q.target, bytes.NewReader(q.body))
	r.Host = "127.0.0.1:8080"
	if q.host != "" {
		r.Host = q.host
	}
	if q.kind != "" {
		r.Header.Set("Content-Type", q.kind)
	}
	for name, value := range q.head {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// The answer is what the pipeline and the model say of the same picture.
func TestPredict(t *testing.T) {
	c := embedded(t)
	h := newHandler(c, "127.0.0.1", nil)
	for class, line := range map[int][]point{7: seven, 1: one} {
		file := drawn(t, line, 280)
		w := request{method: "POST", target: "/api/predict?model=own", kind: "image/png", body: file}.to(h)
		var a answer
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || w.Code != http.StatusOK {
			t.Fatalf("status %d, %v: %s", w.Code, err, w.Body)
		}
		gray, err := picture.Decode(bytes.NewReader(file), 0)
		if err != nil {
			t.Fatal(err)
		}
		reading, err := picture.Read(gray)
		if err != nil {
			t.Fatal(err)
		}
		pixels := reading.Image
		p, err := c[0].reader.Model().Predict(pixels)
		if err != nil {
			t.Fatal(err)
		}
		if a.Class != class || a.Probability != p[class] || !a.Sure || a.Model != "own" || !slices.Equal(a.Probabilities, p) {
			t.Errorf("got %d, sure %v, %s, %v, want %d, true, own, %v", a.Class, a.Sure, a.Model, a.Probabilities, class, p)
		}
		if !slices.EqualFunc(a.Pixels, pixels, func(got int, want byte) bool { return got == int(want) }) {
			t.Errorf("pixels are %v, want %v", a.Pixels, pixels)
		}
	}
}

// A picture of two digits is not sure, and says why.
func TestPredictSeveral(t *testing.T) {
	var file bytes.Buffer
	two := image.NewGray(image.Rect(0, 0, 2*280, 280))
	for i, line := range [][]point{seven, one} {
		img, err := png.Decode(bytes.NewReader(drawn(t, line, 280)))
		if err != nil {
			t.Fatal(err)
		}
		draw.Draw(two, image.Rect(i*280, 0, (i+1)*280, 280), img, image.Point{}, draw.Src)
	}
	if err := png.Encode(&file, two); err != nil {
		t.Fatal(err)
	}
	w := request{method: "POST", target: "/api/predict", kind: "image/png", body: file.Bytes()}.to(newHandler(embedded(t), "127.0.0.1", nil))
	var a answer
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || a.Sure || a.Digits != 2 || !strings.Contains(a.Doubt, "looks like 2 digits") {
		t.Errorf("got %v, sure %v, %d digits, doubt %q, want 2 digits and a doubt", err, a.Sure, a.Digits, a.Doubt)
	}
}

// blank is a picture of nothing but paper.
func blank(t *testing.T, side int) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// Each refusal has its status and one line of JSON.
func TestRefusals(t *testing.T) {
	h := newHandler(embedded(t), "192.168.1.5", nil)
	good, predict := drawn(t, seven, 100), "/api/predict"
	for name, c := range map[string]struct {
		request
		status int
		want   string
	}{
		"method":        {request{method: "GET", target: predict}, 405, "POST"},
		"page's method": {request{method: "DELETE", target: "/"}, 405, "GET, HEAD"},
		"list's method": {request{method: "POST", target: "/api/models"}, 405, "GET, HEAD"},
		"path":          {request{method: "GET", target: "/api"}, 404, "/api/predict"},
		"folder":        {request{method: "GET", target: "/."}, 404, "no such path"},
		"odd path":      {request{method: "GET", target: "//page.html"}, 404, "no such path"},
		"way out":       {request{method: "GET", target: "/../main.go"}, 404, "no such path"},
		"model":         {request{method: "POST", target: predict + "?model=x", body: good}, 404, "want one of own"},
		"type":          {request{method: "POST", target: predict, kind: "multipart/form-data; boundary=x", body: good}, 415, "image/png"},
		"bad type":      {request{method: "POST", target: predict, kind: ";;", body: good}, 415, "image/png"},
		"no picture":    {request{method: "POST", target: predict, body: []byte("a seven")}, 422, "not a picture"},
		"empty":         {request{method: "POST", target: predict}, 422, "empty"},
		"truncated":     {request{method: "POST", target: predict, body: good[:len(good)/2]}, 422, "not a picture"},
		"blank":         {request{method: "POST", target: predict, body: blank(t, 50)}, 422, "nothing on the paper"},
		"pixels":        {request{method: "POST", target: predict, body: blank(t, 6325)}, 422, "40 million"}, // 6325² > 40 million
		"bytes":         {request{method: "POST", target: predict, body: make([]byte, maxBody+1)}, 413, "8 MB"},
		"host":          {request{method: "GET", target: "/", host: "digits.example:8080"}, 421, "Host"},
		"origin":        {request{method: "POST", target: predict, body: good, head: map[string]string{"Origin": "http://digits.example"}}, 403, "another site"},
		"port's origin": {request{method: "POST", target: predict, body: good, head: map[string]string{"Origin": "http://127.0.0.1:9"}}, 403, "another site"},
		"fetch":         {request{method: "POST", target: predict, body: good, head: map[string]string{"Sec-Fetch-Site": "cross-site"}}, 403, "another site"},
	} {
		w := c.to(h)
		var e struct{ Error string }
		line, _ := strings.CutSuffix(w.Body.String(), "\n")
		if err := json.Unmarshal([]byte(line), &e); err != nil || strings.Contains(line, "\n") {
			t.Errorf("%s: %q is not one line of JSON: %v", name, w.Body, err)
		}
		if w.Code != c.status || !strings.Contains(e.Error, c.want) {
			t.Errorf("%s: status %d, %q, want %d, with %q", name, w.Code, e.Error, c.status, c.want)
		}
		if allow := w.Header().Get("Allow"); (allow != "") != (w.Code == 405) {
			t.Errorf("%s: Allow is %q", name, allow)
		}
	}
}

// With every core and place in the queue taken, the answer is to come again.
func TestBusy(t *testing.T) {
	h := &handler{choices: embedded(t), lanes: newLanes(1)}
	for range cap(h.lanes.strokes.line) {
		h.lanes.strokes.line <- struct{}{}
	}
	w := request{method: "POST", target: "/api/predict", body: drawn(t, seven, 100)}.to(h)
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), "busy") {
		t.Errorf("status %d, Retry-After %q, %s", w.Code, w.Header().Get("Retry-After"), w.Body)
	}
	if held := h.bodies.held.Load(); held != 0 {
		t.Errorf("%d bytes of the body are still booked", held)
	}
}

// Every answer, errors too, tells the browser to be strict; the page is all our own.
func TestHeadersAndPage(t *testing.T) {
	h := newHandler(embedded(t), "127.0.0.1", nil)
	for path, kind := range map[string]string{
		"/": "text/html", "/style.css": "text/css", "/main.js": "javascript", "/icon.svg": "image/svg",
		"/api/models": "application/json", "/nothing": "application/json",
	} {
		w := request{method: "GET", target: path}.to(h)
		head := w.Header()
		if head.Get("Content-Security-Policy") != policy || head.Get("X-Content-Type-Options") != "nosniff" || head.Get("Cross-Origin-Resource-Policy") != "same-origin" {
			t.Errorf("%s: headers are %v", path, head)
		}
		if !strings.Contains(head.Get("Content-Type"), kind) || w.Body.Len() == 0 {
			t.Errorf("%s: %d bytes of %s, want %s", path, w.Body.Len(), head.Get("Content-Type"), kind)
		}
	}
	for _, bad := range []string{"unsafe", "http:", "https:", "*"} {
		if strings.Contains(policy, bad) {
			t.Errorf("the policy has %q: %s", bad, policy)
		}
	}
}

// Names are those of files, paths where two have the same, and no file is there twice.
func TestModels(t *testing.T) {
	c := embedded(t)
	for _, path := range []string{"runs/a.pth", "./runs/a.pth", "more/a.pth"} {
		c = c.with(path, c[0].reader)
	}
	w := request{method: "GET", target: "/api/models"}.to(newHandler(c, "", nil))
	const want = `{"models":[{"name":"own","recipe":"own","assumed":[]},{"name":"a.pth","recipe":"own","assumed":[]},{"name":"more/a.pth","recipe":"own","assumed":[]}],"keeps":false}` + "\n"
	if w.Code != http.StatusOK || w.Body.String() != want {
		t.Errorf("status %d, %s, want 200, %s", w.Code, w.Body, want)
	}
}

func TestHost(t *testing.T) {
	for _, c := range []struct {
		header, configured string
		want               bool
	}{
		{"127.0.0.1:8080", "127.0.0.1", true},
		{"127.9.9.9", "127.0.0.1", true},
		{"LOCALHOST:1", "127.0.0.1", true},
		{"[::1]:8080", "127.0.0.1", true},
		{"[::1]", "127.0.0.1", true},
		{"laptop:8080", "laptop", true},
		{"192.168.1.5:8080", "192.168.1.5", true},
		{"192.168.1.5:8080", "0.0.0.0", true},
		{"192.168.1.5:8080", "", true},
		{"[fe80::1]:8080", "::", true},
		{"192.168.1.5:8080", "127.0.0.1", false},
		{"digits.example", "0.0.0.0", false},
		{"digits.example", "", false},
		{"localhost.example", "127.0.0.1", false},
		{"127.0.0.1.example:8080", "127.0.0.1", false},
		{"", "127.0.0.1", false},
		{"", "", false},
		{"[", "0.0.0.0", false},
	} {
		if got := meant(c.header, c.configured); got != c.want {
			t.Errorf("Host %q with -addr of host %q: got %v", c.header, c.configured, got)
		}
	}
}

// What JSON cannot hold is an error, not half an answer.
func TestReplyNaN(t *testing.T) {
	w := httptest.NewRecorder()
	reply(w, http.StatusOK, answer{Probabilities: []float32{float32(math.NaN())}})
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), `"error"`) {
		t.Errorf("status %d, %s", w.Code, w.Body)
	}
}
