package weights

import (
	"fmt"
	"strings"
)

// Partial returns an error that says what it is, and what to do, if the names
// of arrays are those of an adapter (LoRA and its kin, as PEFT and diffusers
// save them) or of weights that a library of quantisation has packed: such
// files have no weights that could be used by themselves. Otherwise it is nil.
func Partial(arrays []Array) error {
	for _, a := range arrays {
		for _, part := range strings.Split(a.Name, ".") {
			switch part {
			case "lora_A", "lora_B", "lora_up", "lora_down", "lora_embedding_A", "lora_embedding_B", "lora_magnitude_vector",
				"hada_w1_a", "hada_w2_a", "lokr_w1", "lokr_w2", "ia3_l", "oft_r", "prompt_embeddings":
				return fmt.Errorf("%.100q is part of an adapter (LoRA, PEFT), which changes the weights of a model that is not in the file: in Python, merge the two with merge_and_unload() and save the model", a.Name)
			case "qweight", "qzeros", "absmax", "quant_state", "SCB", "scales_and_zeros":
				return fmt.Errorf("%.100q is part of quantised weights (GPTQ, AWQ, bitsandbytes): save the model before it was quantised, in float32 or float16", a.Name)
			}
		}
	}
	return nil
}
