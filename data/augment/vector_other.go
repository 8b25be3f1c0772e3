//go:build !amd64 && !arm64

package augment

func hasVectors() bool { return false }

func pointsVector(_, _ []point, _ []byte, _ []int32) int { panic("augment: no vectors") }
func (t *tally) addVector(_ []point)                     { panic("augment: no vectors") }
func (m *motion) applyVector(_, _ []point, _ *warp)      { panic("augment: no vectors") }
func (c *canvas) sampleVector(_ *warp, _ int, _ bool)    { panic("augment: no vectors") }

func (m morphology) dilateVector(_ uint64)                { panic("augment: no vectors") }
func (m morphology) erodeVector() (before, after uint64)  { panic("augment: no vectors") }
func (m morphology) mixVector(_ uint64) (_, _ uint64)     { panic("augment: no vectors") }
func (m morphology) stretchVector(_ uint64)               { panic("augment: no vectors") }
func (c *canvas) pairVector()                             { panic("augment: no vectors") }
func (c *canvas) segmentVector(_ *stroke, _, _, _, _ int) { panic("augment: no vectors") }
