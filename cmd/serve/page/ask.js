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
    if (response.ok) return answer.digits > 1 ? { ...answer, page: await page(question, signal) } : answer;
    const error = new Error(inWords(response.status, answer.error));
    error.detail = answer.error;
    if (response.status === 503) error.retry = Number(response.headers.get("Retry-After")) || 1;
    return error;
  }
}

// page returns where the digits of a picture of several are, null if nobody knows.
async function page({ body, model }, signal) {
  try {
    const response = await fetch(`/api/page?model=${encodeURIComponent(model)}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body,
      signal,
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

// inWords says an error as a person would; the program's own words stand below.
function inWords(status, error) {
  if (status === 503) return "The program is busy. Asking again…";
  if (status === 413) return "The file is too large.";
  if (status === 422 && error.includes("nothing on the paper")) return "I see nothing on the paper.";
  if (status === 422) return "This is not a picture that can be read.";
  return "The program could not read it.";
}

function sleep(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
