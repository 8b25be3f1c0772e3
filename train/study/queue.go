package study

import "context"

// Queue carries jobs to workers, wherever they are, and their records back.
type Queue interface {
	// Offer puts jobs where workers find them, the first ones first. A job that was
	// offered before, by its ID, is not put there again.
	Offer(ctx context.Context, jobs []Job) error

	// Watch calls arrived with all records that there are, perhaps none, and then
	// with those that arrive, several at once if there are. It calls from one
	// goroutine at a time. A record may come more than once. Watch returns when the
	// context is done or arrived returns an error, with that error.
	Watch(ctx context.Context, arrived func(News) error) error

	// Files is the store that all workers share.
	Files() Files
}

// News is what a watch of a queue tells.
type News struct {
	Records []Record
	Beats   []Beat // of jobs under way; some may be missing
}

// Beat says that a worker has a job in hand.
type Beat struct {
	JobID  string `json:"job"`
	Worker string `json:"worker"`
	Epoch  int    `json:"epoch"` // epochs done, 0 when it has just begun
}
