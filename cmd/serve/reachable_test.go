package main

import (
	"net"
	"testing"
)

// What is printed can be typed: an address of this machine's for others, if all are
// listened on. The networks are those of RFC 5737, 1918 and 3849.
func TestReachable(t *testing.T) {
	network := func(text string) net.Addr {
		ip, n, err := net.ParseCIDR(text)
		if err != nil {
			t.Fatal(err)
		}
		return &net.IPNet{IP: ip, Mask: n.Mask}
	}
	loopback := []net.Addr{network("127.0.0.1/8"), network("::1/128"), network("fe80::1/64")}
	six := append(loopback, network("2001:db8::7/64"))
	both := append(six, network("192.168.1.7/24"), network("10.0.0.7/8"))
	const here = "http://127.0.0.1:80/ is the page, on other machines "
	for _, c := range []struct {
		listens    string
		interfaces []net.Addr
		want       string
	}{
		{"127.0.0.1", both, "http://127.0.0.1:80/ is the page."},
		{"192.168.1.7", both, "http://192.168.1.7:80/ is the page."},
		{"0.0.0.0", both, here + "http://192.168.1.7:80/ or http://10.0.0.7:80/."},
		{"::", both, here + "http://192.168.1.7:80/ or http://10.0.0.7:80/."},
		{"::", six, here + "http://[2001:db8::7]:80/."},
		{"0.0.0.0", six, here + "http://ADDRESS:80/, with this machine's IP address, of which there is none now."},
		{"0.0.0.0", loopback, here + "http://ADDRESS:80/, with this machine's IP address, of which there is none now."},
	} {
		if got := reachable(&net.TCPAddr{IP: net.ParseIP(c.listens), Port: 80}, c.interfaces); got != c.want {
			t.Errorf("%s: got %q, want %q", c.listens, got, c.want)
		}
	}
}
