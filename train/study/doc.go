// Package study finds out how settings change what a network learns: neurons,
// activation, optimizer, learning rate, batch and dropout. It knows which trials
// there are, what each of them is and what they come to; where they run is the
// business of a [Queue].
//
//   - [Settings] are one point of a [Space], which is a grid or points drawn at random.
//   - A [Trial] is settings with a seed, a [Job] a trial trained until some epoch.
//   - [Run] does a job. Its [Result] is a pure function of the job and the data: the
//     same bytes whoever computes it and however often. What is not, seconds and
//     the worker's name, is in the [Record] around it.
//   - [Study.Next] says which jobs may run, [Study.Table] what the results come to.
//     Both are pure functions too, so that it does not matter who ran what, in which
//     order, or how often a study was interrupted.
//
// Nothing here prints.
package study
