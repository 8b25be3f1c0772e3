package data

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// mirrors are where torchvision (torchvision/datasets/mnist.py) and TensorFlow
// Datasets (tensorflow_datasets/image_classification/mnist.py) download from.
var mirrors = [...]string{
	"https://ossci-datasets.s3.amazonaws.com/mnist/",
	"https://storage.googleapis.com/cvdf-datasets/mnist/",
}

const (
	maxDownload     = 16 << 20 // the largest of the files has 9,912,422 bytes
	connectTimeout  = 10 * time.Second
	downloadTimeout = 5 * time.Minute // a file, at 33 kB a second
)

func newClient() *http.Client {
	return &http.Client{
		Timeout: downloadTimeout,
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: connectTimeout}).DialContext,
			TLSHandshakeTimeout:   connectTimeout,
			ResponseHeaderTimeout: 3 * connectTimeout,
			ForceAttemptHTTP2:     true,
		},
	}
}

// download puts MNIST's four files into the cache folder, each whole or not at
// all.
func (s *search) download() error {
	if s.cache == "" {
		return errors.New("no cache folder on this system (is HOME set?)")
	}
	if err := os.MkdirAll(s.cache, 0o755); err != nil {
		return err
	}
	for p := range parts {
		if err := s.downloadPart(p); err != nil {
			return err
		}
	}
	return nil
}

// downloadPart tries one mirror after the other.
func (s *search) downloadPart(p part) error {
	var failures error
	name := partNames[p] + ".gz"
	for _, mirror := range s.mirrors {
		content, err := s.fetch(mirror+name, s.sums[p].gzipped)
		if err == nil {
			return writeWhole(filepath.Join(s.cache, name), content)
		}
		if failures != nil {
			err = fmt.Errorf("%w; %w", failures, err)
		}
		failures = err
	}
	return failures
}

// fetch returns what is at url if it has that SHA-256.
func (s *search) fetch(url, sum string) ([]byte, error) {
	response, err := s.client.Get(url)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, response.Status)
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, maxDownload+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	if len(content) > maxDownload {
		return nil, fmt.Errorf("%s: %w: want at most %d bytes", url, ErrTooLarge, maxDownload)
	}
	if got := sha256.Sum256(content); hex.EncodeToString(got[:]) != sum {
		return nil, fmt.Errorf("%s: %w: got SHA-256 %x, want %s", url, ErrChecksum, got, sum)
	}
	return content, nil
}

// writeWhole makes a file appear with all of its content, or not at all.
func writeWhole(path string, content []byte) (err error) {
	partial, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.partial")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(partial.Name())
		}
	}()
	if _, err = partial.Write(content); err == nil {
		err = partial.Sync()
	}
	if closing := partial.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Rename(partial.Name(), path)
}
