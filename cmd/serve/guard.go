package main

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// policy allows our own files and nothing from elsewhere, nothing inline, no frame.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard keeps other sites away from h: it answers hosts it is meant for, requests
// of its own page or of no page, and tells browsers to be strict.
func guard(h http.Handler, host string) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusForbidden, "got a request of another site's page, want one of our own")
	}))
	h = sameOrigin.Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", policy)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		if !meant(r.Host, host) {
			refuse(w, http.StatusMisdirectedRequest, "got a Host that is not ours, want localhost, the host of -addr, or an IP address of this machine if -addr is all of them")
			return
		}
		h.ServeHTTP(w, r)
	})
}

// meant reports whether a Host header names the configured host or this machine by
// loopback. Any other name may be one whose owner points it here: DNS rebinding. An
// IP address cannot be pointed elsewhere, so that if we listen on all addresses,
// each of them will do.
func meant(header, configured string) bool {
	name := header
	if h, _, err := net.SplitHostPort(header); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	if strings.EqualFold(name, "localhost") || configured != "" && strings.EqualFold(name, configured) {
		return true
	}
	ip, err := netip.ParseAddr(name)
	if err != nil {
		return false
	}
	all, err := netip.ParseAddr(configured)
	return ip.IsLoopback() || configured == "" || err == nil && all.IsUnspecified()
}
