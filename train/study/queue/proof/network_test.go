//go:build linux

package proof

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// network is hosts that reach each other: network namespaces, each with a cable to
// a bridge in one more namespace; or all of them this machine, on loopback.
type network struct {
	namespaces bool
	name       string
}

// newNetwork makes namespaces for so many hosts, or says why it cannot.
func newNetwork(t *testing.T, hosts int) (*network, error) {
	n := &network{namespaces: true, name: fmt.Sprintf("digits%d", os.Getpid())}
	t.Cleanup(func() {
		for host := range hosts {
			ip("netns", "del", n.host(host))
		}
		ip("netns", "del", n.name)
	})
	err := all(
		"netns add "+n.name,
		"-n "+n.name+" link add bridge type bridge",
		"-n "+n.name+" link set bridge up",
	)
	for host := 0; host < hosts && err == nil; host++ {
		in, cable := "-n "+n.host(host), n.cable(host)
		err = all(
			"netns add "+n.host(host),
			fmt.Sprintf("link add eth0 netns %s type veth peer name %s netns %s", n.host(host), cable, n.name),
			"-n "+n.name+" link set "+cable+" master bridge up",
			in+" addr add "+n.address(host)+"/24 dev eth0",
			in+" link set eth0 up",
			in+" link set lo up",
		)
	}
	return n, err
}

// loopback is the network without namespaces.
var loopback = &network{}

func (n *network) host(i int) string  { return fmt.Sprintf("%s-%d", n.name, i) }
func (n *network) cable(i int) string { return fmt.Sprintf("cable%d", i) }

func (n *network) address(host int) string {
	if !n.namespaces {
		return "127.0.0.1"
	}
	return fmt.Sprintf("198.18.77.%d", host+1) // of the range for tests between networks, RFC 2544
}

// command is one that runs on a host.
func (n *network) command(host int, args ...string) *exec.Cmd {
	if n.namespaces {
		args = append([]string{"ip", "netns", "exec", n.host(host)}, args...)
	}
	return exec.Command(args[0], args[1:]...)
}

// cut takes a host's cable off the bridge's side, or puts it back.
func (n *network) cut(host int, off bool) error {
	state := "up"
	if off {
		state = "down"
	}
	return ip("-n", n.name, "link", "set", n.cable(host), state)
}

func all(commands ...string) error {
	for _, c := range commands {
		if err := ip(strings.Fields(c)...); err != nil {
			return err
		}
	}
	return nil
}

func ip(args ...string) error {
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}
