// The page: what is drawn is asked about, and the answer shown.

import { Answer } from "./answer.js";
import { Asker } from "./ask.js";
import { drawByHand } from "./hand.js";
import { drawByKeys } from "./keys.js";
import { Paper } from "./paper.js";
import { takePhotos } from "./photo.js";
import { teach } from "./teach.js";

const names = ["answer", "assumed", "bars", "class", "clear", "file", "footer", "frame", "hint", "message", "model", "note", "paper", "penstate", "photo", "seen", "spoken", "taught", "teach", "undo"];
const page = Object.fromEntries(names.map((name) => [name, document.getElementById(name)]));

const paper = new Paper(page.paper);
const answer = new Answer(page);
const asker = new Asker(question, show);
const teachable = teach(page, () => paper.picture());
let keeps = false; // the program keeps pictures that are corrected

function show(result) {
  paper.mark(result.page ?? null);
  if (result instanceof Error) answer.failed(result);
  else answer.show(result);
}

async function question() {
  return paper.empty() || paper.dot() ? null : { body: await paper.picture(), model: page.model.value };
}

// changed follows every change of the paper.
function changed() {
  const photo = paper.photo();
  page.hint.hidden = !paper.empty();
  page.file.hidden = !photo;
  page.file.textContent = photo ? photo.file.name + (photo.bitmap ? "" : " (this browser cannot show it)") : "";
  page.undo.disabled = !paper.canUndo();
  page.clear.disabled = paper.empty();
  const begun = paper.empty() || paper.dot();
  teachable(keeps && !begun);
  if (begun) {
    asker.forget();
    answer.nothing(paper.empty() ? "Nothing drawn yet." : "Go on drawing.");
  } else {
    asker.ask();
  }
}

const offered = new Map(); // models by their names

// chosen shows what was assumed of the model that is chosen, and its classes' names.
function chosen() {
  const { assumed, class_names } = offered.get(page.model.value);
  page.assumed.hidden = !assumed.length;
  page.assumed.replaceChildren(...assumed.map((line) => Object.assign(document.createElement("li"), { textContent: `Assumed ${line}` })));
  answer.classes(class_names);
}

// anew is a change that makes the question under way pointless.
function anew(change) {
  asker.forget();
  change();
  changed();
}

const undo = () => anew(() => paper.undo());
const clear = () => anew(() => paper.clear());

// A button that disables itself loses the focus: it goes to the paper.
for (const [button, act] of [[page.undo, undo], [page.clear, clear]]) {
  button.addEventListener("click", () => {
    const focused = document.activeElement === button;
    act();
    if (focused && button.disabled) page.paper.focus();
  });
}
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") {
    event.preventDefault();
    undo();
  }
});

drawByHand(page.paper, paper, changed);
drawByKeys(page.paper, paper, { change: changed, undo, clear, say: (text) => (page.penstate.textContent = text) });
takePhotos(page.frame, page.photo, (file, bitmap) => anew(() => paper.put(file, bitmap)));
page.model.addEventListener("change", () => anew(chosen));
changed();

try {
  const { models, keeps: told } = await (await fetch("/api/models")).json();
  for (const m of models) {
    offered.set(m.name, m);
    page.model.add(new Option(m.name, m.name));
  }
  chosen();
  keeps = told;
  if (keeps) page.footer.textContent = "Nothing leaves the machine that runs the program; it keeps the pictures that you correct, and no others.";
  changed();
} catch {
  answer.failed(new Error("The program does not answer. Is it still running?"));
}
