// Questions to the server: one at a time, and the newest picture wins.

const apart = 50; // milliseconds between two questions

export class Asker {
  #picture;
  #show;
  #wanted = false; // there is a newer picture than the one asked about
  #busy = false;
  #stop = new AbortController();

  // picture gives {body, model}, or null if there is nothing to ask; show takes
  // the answer or an Error.
  constructor(picture, show) {
    this.#picture = picture;
    this.#show = show;
  }

  // ask says that the picture has changed.
  ask() {
    this.#wanted = true;
    if (!this.#busy) this.#work();
  }

  // forget drops the question that is under way: its answer is not of interest.
  forget() {
    this.#wanted = false;
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  async #work() {
    this.#busy = true;
    while (this.#wanted) {
      this.#wanted = false;
      const { signal } = this.#stop;
      const result = await this.#once(signal).catch((error) => error);
      if (!signal.aborted && result) this.#show(result);
      await sleep(result?.retry ? 1000 * result.retry : apart);
      if (result?.retry && !signal.aborted) this.#wanted = true;
    }
    this.#busy = false;
  }

  async #once(signal) {
    const question = await this.#picture();
    if (!question) return null;
    let response;
    try {
      response = await fetch(`/api/predict?model=${encodeURIComponent(question.model)}`, {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream" },
        body: question.body,
        signal,
      });
    } catch {
      return new Error("The program does not answer. Is it still running?");
    }
    const answer = await response.json();
    if (response.ok) return answer;
    const error = new Error(answer.error);
    if (response.status === 503) error.retry = Number(response.headers.get("Retry-After")) || 1;
    return error;
  }
}

function sleep(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
