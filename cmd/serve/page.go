package main

import (
	"embed"
	"net/http"
)

//go:embed page
var page embed.FS

// isPage reports whether the path is the page or one of its files.
func isPage(path string) bool {
	if path == "/" {
		return true
	}
	f, err := page.Open("page" + path)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	return err == nil && !info.IsDir()
}

// servePage sends the page or one of its files. Browsers ask again each time, for
// another program may be at the address tomorrow.
func servePage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	path := r.URL.Path
	if path == "/" {
		path = "/page.html"
	}
	http.ServeFileFS(w, r, page, "page"+path)
}
