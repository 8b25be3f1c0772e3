package graph

import (
	"fmt"
	"slices"

	"github.com/pkg/errors"
)

// settingsOf leaves out what is the default: an empty string, 0, false, nothing.
func settingsOf(all ...NamedValue) (kept []NamedValue) {
	for _, s := range all {
		switch v := s.Value.(type) {
		case string:
			if v == "" {
				continue
			}
		case int:
			if v == 0 {
				continue
			}
		case float64:
			if v == 0 {
				continue
			}
		case bool:
			if !v {
				continue
			}
		case Penalty:
			if v == (Penalty{}) {
				continue
			}
			s.Value = Config{"L1L2", []NamedValue{{"l1", v.L1}, {"l2", v.L2}}}
		}
		kept = append(kept, s)
	}
	return kept
}

// notTrained is the setting "trainable" of a layer that is not trained, nothing of
// another.
func notTrained(frozen bool) NamedValue {
	if frozen {
		return NamedValue{"trainable", optional(false)}
	}
	return NamedValue{"trainable", ""}
}

// activationConfig names an activation as ActivationNamed knows it: one of one's own
// may have the title of another.
func activationConfig(a Activation) (string, error) {
	if a == nil {
		return "linear", nil
	}
	text := ActivationText(a)
	if same, err := ActivationNamed(text); err == nil && sameActivation(same, a) {
		return text, nil
	}
	return "", errors.Wrapf(ErrOwn, "graph: the activation %q", a.Name())
}

func sameActivation(a, b Activation) bool {
	defer func() { _ = recover() }() // of types that cannot be compared
	if a == b {
		return true
	}
	return len(Settings(a)) > 0 && fmt.Sprintf("%T", a) == fmt.Sprintf("%T", b) && slices.Equal(Settings(a), Settings(b))
}
