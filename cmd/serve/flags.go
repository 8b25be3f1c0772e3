package main

import (
	"fmt"
	"io"
	"net"
	"strconv"

	"digits/internal/command"
	"digits/internal/loading"
	"digits/models"
)

// settings are what the command line asks for.
type settings struct {
	addr   string
	folder string
	keep   string // folder, or empty
	files  []string
	load   models.LoadOptions
}

const usage = `Draw a digit, or drop a photo of one, on a page in the browser, and see what the
network sees and answers.

    go run ./cmd/serve
    go run ./cmd/serve -addr 127.0.0.1:9000
    go run ./cmd/serve keras-dropout.h5 torch.pth   # the first is the page's default
    go run ./cmd/serve -models runs                 # every model in the folder
    go run ./cmd/serve -keep mine                   # "it is a 7" on the page keeps the picture in mine/7
    go run ./cmd/serve -addr 0.0.0.0:8080           # for a phone in the same network, too

To a phone one types this machine's IP address, which the last prints: by a name the
server answers only if -addr has it, as in -addr desk.lan:8080.

Without a file, the model that the program carries answers. Files are those that
cmd/evaluate reads, of networks for 28x28 images and ten classes; -arch, -scale and
-activation are for all of them. What was assumed of one is printed, on the page
beside its name too, and if it is the scaling no answer is sure. The server needs no
network of its own, keeps no picture but those that somebody corrects where -keep names
a folder (of at most 10,000 pictures and 512 MB; evaluate -images and train -images take it), and answers this machine alone unless
-addr says otherwise.

The page's API, for programs:

    curl --data-binary @seven.png -H 'Content-Type: image/png' http://127.0.0.1:8080/api/predict
    curl --data-binary @seven.png 'http://127.0.0.1:8080/api/predict?model=torch.pth'
    curl --data-binary @sheet.jpg http://127.0.0.1:8080/api/page              # several digits
    curl --data-binary @seven.png 'http://127.0.0.1:8080/api/keep?label=7'    # with -keep
    curl http://127.0.0.1:8080/api/models

A picture is PNG, JPEG, GIF, BMP, TIFF or WebP, of at most 8 MB and 40 million
pixels. The answer is JSON: class, probability, probabilities, sure, model, and
pixels, the 28x28 bytes that the network was given. "sure" is the bound of the model in the
program, whichever model answers; "assumed" what was of the model; "doubt" why none of its
answers is sure. A page's answer is its text and its digits, each with its box in pixels of
a picture of the width and height beside them. An error is {"error": "..."} with a status of
400 and above; 503 means that all cores are busy: wait as Retry-After says.

The flags:

`

// parse reads the command line. It prints the usage to w if asked for it.
func parse(args []string, w io.Writer) (s settings, err error) {
	var loads loading.Flags
	f := command.Flags("serve")
	f.StringVar(&s.addr, "addr", "127.0.0.1:8080", "`host:port` to listen on; port 0 takes a free one")
	f.StringVar(&s.folder, "models", "", "`folder` whose models can be chosen on the page")
	f.StringVar(&s.keep, "keep", "", "`folder` in which the pictures are kept that somebody corrects on the page")
	loads.Register(f)
	if s.files, err = command.Parse(f, args, usage, w); err != nil {
		return s, err
	}
	if s.load, err = loads.OptionsFor(len(s.files) > 0 || s.folder != "", "FILE or -models"); err != nil {
		return s, err
	}
	_, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		return s, fmt.Errorf("-addr: got %q, want host:port as in 127.0.0.1:8080", s.addr)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return s, fmt.Errorf("-addr: got port %q, want a number from 0 to 65535", port)
	}
	return s, nil
}

// host returns the host of the configured address.
func (s settings) host() string {
	host, _, _ := net.SplitHostPort(s.addr)
	return host
}
