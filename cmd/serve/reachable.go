package main

import (
	"fmt"
	"net"
	"strconv"
	"strings"
)

// reachable says where the page is, in addresses that can be typed: on this machine
// and, for a server that listens on all its addresses, in its networks.
func reachable(a net.Addr, interfaces []net.Addr) string {
	t, ok := a.(*net.TCPAddr)
	if !ok || !t.IP.IsUnspecified() {
		return fmt.Sprintf("http://%v/ is the page.", a)
	}
	page := func(ip string) string { return "http://" + net.JoinHostPort(ip, strconv.Itoa(t.Port)) + "/" }
	text := page("127.0.0.1") + " is the page, on other machines "
	var others []string
	for _, ip := range outward(interfaces, t.IP.To4() == nil) {
		others = append(others, page(ip))
	}
	if len(others) == 0 {
		return text + page("ADDRESS") + ", with this machine's IP address, of which there is none now."
	}
	return text + strings.Join(others, " or ") + "."
}

// outward are the IP addresses by which others know this machine: version 4's, which
// are shorter to type, or if it has none, and the server listens there, version 6's.
func outward(interfaces []net.Addr, six bool) (ips []string) {
	var sixes []string
	for _, a := range interfaces {
		n, ok := a.(*net.IPNet)
		switch {
		case !ok || !n.IP.IsGlobalUnicast():
		case n.IP.To4() != nil:
			ips = append(ips, n.IP.String())
		case six:
			sixes = append(sixes, n.IP.String())
		}
	}
	if len(ips) == 0 {
		return sixes
	}
	return ips
}
