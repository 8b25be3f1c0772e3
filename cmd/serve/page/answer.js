// The answer: digit, certainty, what the network sees, ten bars.

const quiet = 500; // milliseconds without change before an answer is spoken
const size = 28;

export class Answer {
  #page;
  #rows = [];
  #timer;

  constructor(page) {
    this.#page = page;
    for (let digit = 0; digit < 10; digit++) this.#rows.push(row(page.bars, digit));
    this.nothing("Nothing drawn yet.");
  }

  // classes says what the classes are called, if they have names.
  classes(names) {
    this.#rows.forEach((row, digit) => (row.head.textContent = names?.[digit] ?? digit));
  }

  nothing(message) {
    this.#say("–", message, "", false);
    this.#chances([], -1);
    this.#pixels(null);
  }

  failed(error) {
    this.#say("–", error.message, error.detail ?? "", true);
    this.#chances([], -1);
    this.#pixels(null);
  }

  // show takes what /api/predict answers.
  show(answer) {
    const p = answer.probabilities;
    const percent = share(p[answer.class]);
    const second = p.indexOf(Math.max(...p.filter((_, i) => i !== answer.class)));
    const name = (digit) => this.#rows[digit].head.textContent;
    const best = name(answer.class);
    if (answer.page) return this.#showPage(answer);
    const doubt = answer.doubt ? `; ${answer.doubt}` : "";
    if (answer.digits > 1) this.#say("?", `Not sure: ${answer.digits} digits?`, "Try one at a time.", true);
    else if (answer.sure) this.#say(best, `It is a ${best}`, percent, false);
    else this.#say(best, `Not sure: a ${best}?`, `${percent}; a ${name(second)}: ${share(p[second])}${doubt}`, true);
    this.#chances(p, answer.class);
    this.#pixels(answer.pixels);
  }

  // showPage says what several digits are.
  #showPage({ page, pixels }) {
    const sure = page.digits.every((digit) => digit.sure);
    const message = sure ? `It says ${page.text}` : `Not sure: ${page.text}?`;
    this.#say(sure ? "…" : "?", message, `${page.digits.length} digits, each in its box`, !sure);
    this.#chances([], -1);
    this.#pixels(pixels);
  }

  #say(digit, message, note, doubtful) {
    this.#page.class.textContent = digit;
    this.#page.message.textContent = message;
    this.#page.note.textContent = note;
    this.#page.answer.classList.toggle("doubtful", doubtful);
    // Not each of the answers of one stroke is spoken.
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#page.spoken.textContent = note ? `${message}, ${note}` : message;
    }, quiet);
  }

  #chances(p, best) {
    this.#rows.forEach((row, digit) => {
      row.line.classList.toggle("best", digit === best);
      row.bar.style.width = `${100 * (p[digit] ?? 0)}%`;
      row.number.textContent = p.length ? share(p[digit]) : "";
    });
  }

  #pixels(pixels) {
    const canvas = this.#page.seen;
    canvas.setAttribute("aria-label", `What the network sees: ${pixels ? "28 by 28 pixels, light ink on black" : "nothing yet"}`);
    const image = new ImageData(size, size);
    for (let i = 0; i < size * size; i++) {
      const v = pixels ? pixels[i] : 0;
      image.data.set([v, v, v, 255], 4 * i);
    }
    canvas.getContext("2d").putImageData(image, 0, 0);
  }
}

// row adds a digit's line to the table.
function row(table, digit) {
  const line = table.insertRow();
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = digit;
  line.append(head);
  const frame = document.createElement("div");
  const bar = document.createElement("span");
  frame.className = "bar";
  frame.append(bar);
  line.insertCell().append(frame);
  return { line, head, bar, number: line.insertCell() };
}

function share(p) {
  return `${(100 * p).toFixed(1)} %`;
}
