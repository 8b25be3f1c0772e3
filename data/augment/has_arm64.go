package augment

func hasVectors() bool { return true }
