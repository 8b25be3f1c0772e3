package main

import (
	"net/http"
	"runtime"
	"slices"
	"strings"
)

// handler answers the page's requests.
type handler struct {
	choices choices
	lanes   lanes
	bodies  bodies
	keep    *keeper // nil if nothing is kept
}

func newHandler(c choices, host string, keep *keeper) http.Handler {
	return guard(&handler{choices: c, keep: keep, lanes: newLanes(runtime.GOMAXPROCS(0))}, host)
}

// ServeHTTP knows the few paths that there are. Unlike a ServeMux, it does not
// redirect odd ones.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/api/predict":
		if allowed(w, r, http.MethodPost) {
			h.predict(w, r)
		}
	case "/api/page":
		if allowed(w, r, http.MethodPost) {
			h.readPage(w, r)
		}
	case "/api/keep":
		if allowed(w, r, http.MethodPost) {
			h.keepPicture(w, r)
		}
	case "/api/models":
		if allowed(w, r, http.MethodGet, http.MethodHead) {
			reply(w, http.StatusOK, struct {
				Models choices `json:"models"`
				Keeps  bool    `json:"keeps"` // pictures that are sent to /api/keep
			}{h.choices, h.keep != nil})
		}
	default:
		if !isPage(r.URL.Path) {
			refuse(w, http.StatusNotFound, "no such path, want /, /api/predict, /api/page, /api/keep or /api/models")
		} else if allowed(w, r, http.MethodGet, http.MethodHead) {
			servePage(w, r)
		}
	}
}

func allowed(w http.ResponseWriter, r *http.Request, methods ...string) bool {
	if slices.Contains(methods, r.Method) {
		return true
	}
	list := strings.Join(methods, ", ")
	w.Header().Set("Allow", list)
	refuse(w, http.StatusMethodNotAllowed, "this path's methods are: "+list)
	return false
}
