package main

import (
	"fmt"

	"digits/models"
)

// keepActivation sees to it that the file says which activation the hidden layers have: a
// recipe that is kept as weights alone, which would be read with relu between them, is
// kept as .safetensors, and -out of such a file is an error.
func (c *commandLine) keepActivation() error {
	if a := c.network.Activation; a == "" || a == "relu" {
		return nil
	}
	if c.recipe.File == ".pth" {
		c.recipe.File = ".safetensors"
	}
	out := c.out
	if out == "" {
		out = c.recipe.File
	}
	if err := models.CheckFileName("model" + models.Extension(out)); err != nil {
		return nil // checkFiles says so
	}
	if extension := models.Extension(out); extension == ".pth" || extension == ".weights.h5" {
		return fmt.Errorf("-activation: %s holds weights alone, which would be read with relu between them: -out a .safetensors file", extension)
	}
	return nil
}
