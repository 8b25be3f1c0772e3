package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"digits/internal/chromium"
	"digits/models/reader"
)

// onPaper returns the places of the window where points of the paper are, with
// more between them, as a hand makes them.
func (b tab) onPaper(line []point) []point {
	b.t.Helper()
	box, err := chromedp.Run(b, chromedp.Evaluate[[]float64](`(() => {
		const b = document.getElementById("paper").getBoundingClientRect();
		return [b.x, b.y, b.width];
	})()`))
	if err != nil {
		b.t.Fatal(err)
	}
	const between = 8
	var places []point
	for i := range line[1:] {
		for j := range between + 1 {
			f := float64(j) / between
			x, y := line[i].x+f*(line[i+1].x-line[i].x), line[i].y+f*(line[i+1].y-line[i].y)
			places = append(places, point{box[0] + x*box[2], box[1] + y*box[2]})
		}
	}
	return places
}

// mouse draws a line with the left button.
func (b tab) mouse(line []point) {
	b.t.Helper()
	places := b.onPaper(line)
	last := places[len(places)-1]
	b.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, places[0].x, places[0].y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	for _, p := range places[1:] {
		b.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, p.x, p.y, chromedp.ButtonLeft))
	}
	b.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, last.x, last.y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
}

// finger draws a line by touch.
func (b tab) finger(line []point) {
	b.t.Helper()
	for i, p := range b.onPaper(line) {
		kind := input.DispatchTouchEventTypeTouchMove
		if i == 0 {
			kind = input.DispatchTouchEventTypeTouchStart
		}
		b.touch(kind, &input.TouchPoint{X: p.x, Y: p.y})
	}
	b.touch(input.DispatchTouchEventTypeTouchEnd)
}

func (b tab) touch(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
	b.t.Helper()
	b.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if points == nil {
			points = []*input.TouchPoint{}
		}
		_, err := cdp.Call(ctx, t, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points})
		return err
	}))
}

// drop drops a file on the paper.
func (b tab) drop(path string) {
	b.t.Helper()
	p := b.onPaper([]point{{0.5, 0.5}, {0.5, 0.5}})[0]
	for _, kind := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		b.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, input.DispatchDragEvent, input.DispatchDragEventParams{
				Type: kind, X: p.x, Y: p.y,
				Data: &input.DragData{Items: []*input.DragDataItem{}, Files: []string{path}, DragOperationsMask: 1},
			})
			return err
		}))
	}
}

// A mouse draws, and what the page shows is what the answer to the same pixels is.
func TestMouse(t *testing.T) {
	b := open(t, embedded(t))
	b.mouse(seven)
	b.says("7")
	b.until(`document.querySelector("tr.best th").textContent === "7"`)
	b.until(`/\d %$/.test(document.querySelector("tr.best td:last-child").textContent)`)
	b.until(`document.getElementById("spoken").textContent.includes("7")`)
	// What is shown at the end is the whole digit, in its box of 20 pixels, light on
	// black: the last answer is not one of half a stroke.
	// A copy is asked, made for it: the console warns of a canvas that is read often.
	b.until(`(() => {
		const copy = new OffscreenCanvas(28, 28).getContext("2d", {willReadFrequently: true});
		copy.drawImage(document.getElementById("seen"), 0, 0);
		const d = copy.getImageData(0, 0, 28, 28).data;
		const rows = [...Array(28).keys()].filter((y) => d.slice(y * 112, y * 112 + 112).some((v, i) => i % 4 === 0 && v > 100));
		return d[0] === 0 && rows.at(-1) - rows[0] >= 18;
	})()`)
	b.Do(chromedp.Click(chromedp.CSS("#undo")))
	b.says("–")
	b.mouse(one)
	b.says("1")
	b.Do(chromedp.Click(chromedp.CSS("#clear")))
	b.says("–")
	b.Do(chromedp.Click(chromedp.CSS("#undo"))) // of the clearing
	b.says("1")
}

func TestTouch(t *testing.T) {
	b := open(t, embedded(t), chromium.Phone())
	b.finger(seven)
	b.says("7")
	b.until(`scrollY === 0 && document.documentElement.scrollWidth <= innerWidth`)
}

// Photos come by dropping, choosing, and in several sizes.
func TestPhoto(t *testing.T) {
	folder := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	b := open(t, embedded(t))
	b.drop(file("seven.png", drawn(t, seven, 200)))
	b.says("7")
	b.until(`document.getElementById("file").textContent === "seven.png"`)
	b.Do(chromedp.SetUploadFiles(chromedp.CSS("#photo"), []string{file("one.png", drawn(t, one, 600))}))
	b.says("1")
	// A stroke on a photo starts a new paper.
	b.mouse(seven)
	b.says("7")
	b.until(`document.getElementById("file").hidden`)
	b.Do(chromedp.Click(chromedp.CSS("#clear")))
	// More bytes than the server takes: the page makes it smaller.
	large := append(drawn(t, seven, 300), make([]byte, maxBody)...)
	b.drop(file("large.png", large))
	b.says("7")
}

// The keyboard alone reaches everything and draws.
func TestKeyboard(t *testing.T) {
	b := open(t, embedded(t))
	key := func(keys string, n int) {
		t.Helper()
		b.Do(chromedp.KeyEvent(strings.Repeat(keys, n)))
	}
	var order []string
	for range 7 {
		key(kb.Tab, 1)
		name, err := chromedp.Run(b, chromedp.Evaluate[string](`(() => {
			const e = document.activeElement, style = getComputedStyle(e.id === "paper" ? e.parentElement : e.id === "photo" ? e.nextElementSibling : e);
			return (e.id || e.tagName.toLowerCase()) + (style.outlineStyle === "solid" ? "" : ", no outline");
		})()`))
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, name)
	}
	// Undo and Clear are disabled as long as there is nothing to undo.
	if got, want := strings.Join(order[:4], " "), "model paper photo summary"; got != want {
		t.Fatalf("Tab goes to %q, want %q", got, want)
	}
	b.Do(chromedp.Focus(chromedp.CSS("#paper")))
	key(kb.Home, 5) // from the middle to the upper left
	key(" ", 1)
	key(kb.ArrowRight, 10)
	key(kb.End, 7)
	key(kb.ArrowDown, 5)
	key(" ", 1)
	b.says("7")
	b.until(`document.getElementById("penstate").textContent.startsWith("Pen up, 40 across, 85 down")`)
	key(kb.Backspace, 1)
	b.says("–")
}

// Another model is asked as soon as it is chosen.
func TestChoose(t *testing.T) {
	c := embedded(t)
	other := c[0]
	other.Name = "again <b>.pth"
	b := open(t, append(c, other))
	b.mouse(seven)
	b.says("7")
	b.Do(chromedp.Evaluate[chromedp.Void](`window.asked = []; const f = fetch; window.fetch = (...a) => (asked.push(a[0]), f(...a)); 0`))
	b.Do(chromedp.SetValue(chromedp.CSS("#model"), other.Name))
	b.Do(chromedp.Evaluate[chromedp.Void](`document.getElementById("model").dispatchEvent(new Event("change")); 0`))
	b.until(`asked.some((u) => u === "/api/predict?model=" + encodeURIComponent("again <b>.pth"))`)
	b.says("7")
}

// A busy server is asked again, one that has ended is said to have.
func TestServerTrouble(t *testing.T) {
	b := open(t, embedded(t))
	b.Do(chromedp.Evaluate[chromedp.Void](`
		window.real = fetch;
		window.asked = 0;
		window.fetch = (...a) => asked++ ? real(...a) : Promise.resolve(new Response('{"error": "busy"}', {status: 503, headers: {"Retry-After": "1"}}));
		0`))
	b.drop(saveDrawing(t, seven))
	b.until(`document.getElementById("message").textContent.includes("busy")`)
	b.says("7")
	b.Do(chromedp.Evaluate[chromedp.Void](`window.fetch = () => Promise.reject(new TypeError("no network")); 0`))
	b.drop(saveDrawing(t, one))
	b.until(`document.getElementById("message").textContent.includes("does not answer")`)
}

// saveDrawing writes a drawing to a file of its own.
func saveDrawing(t *testing.T, line []point) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "digit.png")
	if err := os.WriteFile(path, drawn(t, line, 200), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// A picture that cannot be read says why. The browser logs the status by itself.
func TestUnreadablePhoto(t *testing.T) {
	path := filepath.Join(t.TempDir(), "text.png")
	if err := os.WriteFile(path, []byte("no picture"), 0o644); err != nil {
		t.Fatal(err)
	}
	b := open(t, embedded(t))
	b.Ignore("status of 422")
	b.drop(path)
	b.until(`document.getElementById("message").textContent.includes("not a picture that can be read")`)
}

// pen draws a line with a stylus.
func (b tab) pen(line []point) {
	b.t.Helper()
	stylus := func(p *input.DispatchMouseEventParams) { p.PointerType = input.DispatchMouseEventPointerTypePen }
	places := b.onPaper(line)
	last := places[len(places)-1]
	b.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, places[0].x, places[0].y, chromedp.ButtonLeft, chromedp.ClickCount(1), stylus))
	for _, p := range places[1:] {
		b.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, p.x, p.y, chromedp.ButtonLeft, stylus))
	}
	b.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, last.x, last.y, chromedp.ButtonLeft, chromedp.ClickCount(1), stylus))
}

// A palm that rests first does not swallow the pen's stroke and leaves none itself,
// nor does one that moves after it.
func TestPalm(t *testing.T) {
	b := open(t, embedded(t), chromium.Phone())
	palm := b.onPaper([]point{{0.9, 0.9}, {0.95, 0.5}})
	b.touch(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: palm[0].x, Y: palm[0].y})
	b.pen(seven)
	b.says("7")
	b.touch(input.DispatchTouchEventTypeTouchMove, &input.TouchPoint{X: palm[len(palm)-1].x, Y: palm[len(palm)-1].y})
	b.touch(input.DispatchTouchEventTypeTouchEnd)
	b.finger([]point{{0.9, 0.1}, {0.9, 0.9}})
	b.says("7")
	b.Do(chromedp.Click(chromedp.CSS("#undo"))) // of the pen's, the only one
	b.says("–")
	b.until(`document.getElementById("undo").disabled`)
	b.finger(one)
	b.says("1")
}

// "No, it is a 2" keeps the picture; without a folder nobody is asked.
func TestTeach(t *testing.T) {
	k := newKeeping(t)
	b := openKeeping(t, embedded(t), k)
	b.until(`document.getElementById("teach").hidden`)
	b.mouse(seven)
	b.says("7")
	b.until(`document.getElementById("footer").textContent.includes("that you correct")`)
	b.Do(chromedp.Click(chromedp.CSS("#teach button:nth-of-type(3)")))
	b.until(`document.getElementById("taught").textContent === "Kept as a 2."`)
	found, err := reader.Labels(k.folder)
	if err != nil || len(found) != 1 || found[0].Label != 2 {
		t.Errorf("kept %v, %v, want one picture of a 2", found, err)
	}
	without := open(t, embedded(t))
	without.mouse(seven)
	without.says("7")
	without.until(`document.getElementById("teach").hidden`)
}

// Several digits are read, and boxes drawn around them.
func TestSheetOnPage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "row.png")
	if err := os.WriteFile(path, sideBySide(t, 200, seven, one), 0o644); err != nil {
		t.Fatal(err)
	}
	b := open(t, embedded(t))
	b.drop(path)
	b.until(`document.getElementById("message").textContent === "It says 71"`)
	// The boxes have the accent's colour, more blue than red; the picture has none.
	b.until(`(() => {
		const paper = document.getElementById("paper");
		const copy = new OffscreenCanvas(paper.width, paper.height).getContext("2d", {willReadFrequently: true});
		copy.drawImage(paper, 0, 0);
		const d = copy.getImageData(0, 0, paper.width, paper.height).data;
		for (let i = 0; i < d.length; i += 4) if (d[i + 2] > d[i] + 60) return true;
		return false;
	})()`)
}
