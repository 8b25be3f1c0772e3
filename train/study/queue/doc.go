// Package queue carries a study's jobs to workers on any number of machines, and
// their results back, on NATS JetStream. The server is within the study's process
// ([Serve]), its store in the study's folder, or any NATS server with JetStream.
//
// A study has on the server:
//
//   - a stream of jobs, JOBS_digits_NAME, which is a work queue. It holds a job at
//     most once, by the job's ID, until a worker acknowledges it, which it does when
//     the result is stored. While a job runs, its worker says so a few times within
//     [AckWait]; a job without a sign of life is delivered to another worker.
//   - a bucket, digits_NAME. The key results.JOB is created once, by
//     compare-and-set; whoever comes second compares. A second result that differs
//     goes to conflicts.JOB and ends the study with an error. The key driver is held by
//     the process that drives the study, study is what the study is, deaths.JOB what
//     is known of a job's earlier workers.
//   - a store of objects, digits_files_NAME, with checkpoints and models. Anything
//     may be lost there.
//
// Only results matter. Jobs follow from them, so that a server that has lost jobs
// is given them again, and a server that has lost results as well, by the driver
// that has seen them.
//
// Nothing is run twice but what nobody can know to have been finished: a job whose
// worker was killed, or was cut off for longer than AckWait. A worker first looks
// whether the result is there.
//
// Each write of a result is synced to the disk, which costs 0.2 ms where a write
// without that takes 0.1 ms: little for trials of seconds. Jobs are not synced, since
// those that are lost are offered again. BenchmarkQueue in the folder proof measures
// the whole with trials that do no work, and TestProof kills and cuts off all of it.
//
// A server that others use too keeps a study until [Connection.Delete] removes it.
//
// Of a server's user with rights of his own, a driver needs to publish $JS.API.>,
// $JS.FC.>, $KV.>, $O.> and digits.jobs.>, and to subscribe to _INBOX.> and
// digits.beats.*; a worker $JS.ACK.> and digits.beats.* in the place of digits.jobs.>,
// and to subscribe to _INBOX.> alone.
package queue
