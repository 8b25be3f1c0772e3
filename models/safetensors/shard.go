package safetensors

import (
	"fmt"
	"regexp"
	"strconv"
)

// shardName is how Hugging Face's libraries name the parts of a model that is
// in several files.
var shardName = regexp.MustCompile(`-(\d{5})-of-(\d{5})\.safetensors$`)

// shard tells by a file's name whether it is one of several that make a model:
// model-00002-of-00003.safetensors is part 2 of 3.
func shard(path string) (part, of int, ok bool) {
	m := shardName.FindStringSubmatch(path)
	if m == nil {
		return 0, 0, false
	}
	part, _ = strconv.Atoi(m[1]) // five digits
	of, _ = strconv.Atoi(m[2])
	return part, of, of > 1
}

// CheckShard returns an error that says so, and what to do, if a file's name is
// that of a part of a model.
func CheckShard(path string) error {
	part, of, ok := shard(path)
	if !ok {
		return nil
	}
	return fmt.Errorf("safetensors: part %d of %d of a model, want the whole: join the parts in Python, with safetensors' load_file for each and save_file for all", part, of)
}
