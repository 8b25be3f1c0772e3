package kernel

import "sync/atomic"

// sparseStages is the job of c = x·w + bias for two cores, each of which reads
// its own half of w's rows: those that it has stepped in Adam, and has in its
// cache, while the other's would have to come from there. The caller adds up the
// upper half of the rows, unit by unit; behind it the worker takes over the sums
// and adds the lower half. No sum's order changes by that.
//
// A unit is a panel of columns, of all rows of x or, where panels are few, of a
// part of them. Items count the units backwards, since workers take items from
// the end.
type sparseStages struct {
	nn     *sparseNN
	splits int // parts of the rows of x
	blocks int // of the first stage
	ready  atomic.Int32
	sums   []float32 // (panels, rows, panelCols)
	adds   []float32 // (panels, panelCols), background times the first stage's rows of w
	packs  [2]sparseStage
}

// sparseStage is who packs a stage's rows of a panel of w, for all of its units.
type sparseStage struct {
	sparsePacking
	panel int // that is packed, plus one
}

const enoughUnits = 4

func (j *sparseStages) compute(nn *sparseNN) {
	s := nn.s
	j.nn = nn
	j.splits = max(1, min(enoughUnits/nn.panels, s.rows/8))
	j.blocks = ((s.cols+blockCols-1)/blockCols + 1) / 2
	j.sums = room(j.sums, nn.panels*s.rows*panelCols)
	j.adds = room(j.adds, nn.panels*panelCols)
	j.ready.Store(0)
	Parallel(nn.panels*j.splits, 1, j)
}

// start adds up the first stage of all units.
func (j *sparseStages) start() {
	clear(j.sums)
	clear(j.adds)
	stage := &j.packs[0]
	stage.panel = 0
	for unit := range j.nn.panels * j.splits {
		j.stage(unit, 0, j.blocks*blockCols, j.adds[unit/j.splits*panelCols:][:panelCols], stage)
		j.ready.Store(int32(unit) + 1)
	}
}

// Run does the second stage of the units that items lo..hi-1 are.
func (j *sparseStages) Run(lo, hi int) {
	p := sparsePacks.Get().(*sparsePacking)
	stage := &sparseStage{sparsePacking: *p}
	for hi--; hi >= lo; hi-- {
		unit := j.nn.panels*j.splits - 1 - hi
		j.wait(unit)
		panel := unit / j.splits
		if stage.panel != panel+1 {
			stage.add = room(stage.add, panelCols)
			copy(stage.add, j.adds[panel*panelCols:][:panelCols])
		}
		j.stage(unit, j.blocks*blockCols, j.nn.s.cols, stage.add, stage)
		top, bottom := j.rows(unit)
		j.nn.finish(panel*panelCols, top, bottom-top, j.sumsOf(panel, top, bottom), stage.add, &stage.sparsePacking)
	}
	*p = stage.sparsePacking
	sparsePacks.Put(p)
}

// wait returns when the first stage of a unit is done.
func (j *sparseStages) wait(unit int) {
	for spins := 1; j.ready.Load() <= int32(unit); spins++ {
		pause()
		if spins%spinsPerYield == 0 {
			safePoint()
		}
	}
}

// stage adds the rows from..to-1 of w to a unit's sums. A panel's first unit packs
// them.
func (j *sparseStages) stage(unit, from, to int, add []float32, stage *sparseStage) {
	panel := unit / j.splits
	top, bottom := j.rows(unit)
	sums := j.sumsOf(panel, top, bottom)
	to = min(to, j.nn.s.cols)
	stage.pack = room(stage.pack, (to-from+blockCols-1)/blockCols*blockCols*panelCols)
	for k := from; k < to; k += blockCols {
		pack := stage.pack[(k-from)*panelCols:]
		if stage.panel != panel+1 {
			j.nn.copy(k, panel*panelCols, add, pack, &stage.sparsePacking)
		}
		ahead, row := pack, 0
		if next := k + blockCols; next < to {
			ahead, row = j.next(stage, panel, next, from)
		}
		j.nn.accumulate(k, top, bottom-top, pack, sums, ahead, row)
	}
	stage.panel = panel + 1
}

// next is what the next block will read.
func (j *sparseStages) next(stage *sparseStage, panel, k, from int) ([]float32, int) {
	if stage.panel == panel+1 {
		return stage.pack[(k-from)*panelCols:], panelCols
	}
	return j.nn.ahead(k, panel*panelCols)
}

func (j *sparseStages) rows(unit int) (top, bottom int) {
	part, rows := unit%j.splits, j.nn.s.rows
	return part * rows / j.splits, (part + 1) * rows / j.splits
}

func (j *sparseStages) sumsOf(panel, top, bottom int) []float32 {
	rows := j.nn.s.rows
	return j.sums[(panel*rows+top)*panelCols : (panel*rows+bottom)*panelCols]
}
