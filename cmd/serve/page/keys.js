// The keyboard's pen. Diagonals are keys of their own, or two arrows at once.

const ways = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-1, -1],
  PageUp: [1, -1],
  End: [-1, 1],
  PageDown: [1, 1],
};
const steps = 20; // across the paper
const small = 3; // small steps in one

// drawByKeys calls change after each addition to the paper, and say with what the
// pen does, in words.
export function drawByKeys(canvas, paper, { change, say, undo, clear }) {
  const held = new Set();
  const pen = { x: 0.5, y: 0.5, down: false };
  let stroke;

  const show = (visible) => {
    paper.pointer = visible ? pen : null;
    paper.draw();
  };

  const move = (fine) => {
    const step = 1 / steps / (fine ? small : 1);
    for (const key of held) {
      pen.x = Math.min(1, Math.max(0, pen.x + ways[key][0] * step));
      pen.y = Math.min(1, Math.max(0, pen.y + ways[key][1] * step));
    }
    if (pen.down) {
      paper.extend(stroke, { x: pen.x, y: pen.y });
      change();
    }
  };

  const toggle = () => {
    pen.down = !pen.down;
    if (pen.down) {
      stroke = paper.begin({ x: pen.x, y: pen.y });
      change();
    }
  };

  const lift = () => {
    pen.down = false;
  };

  const act = (event) => {
    if (event.key in ways) {
      held.add(event.key);
      move(event.shiftKey);
    } else if (event.key === " ") {
      if (!event.repeat) toggle();
    } else if (event.key === "Backspace") {
      lift();
      undo();
    } else if (event.key === "Delete") {
      lift();
      clear();
    } else {
      return false;
    }
    return true;
  };

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return lift(); // maybe an undo
    if (!act(event)) return;
    event.preventDefault(); // no scrolling
    show(true);
    const percent = (v) => Math.round(100 * v);
    say(`Pen ${pen.down ? "down" : "up"}, ${percent(pen.x)} across, ${percent(pen.y)} down.`);
  });
  canvas.addEventListener("keyup", (event) => held.delete(event.key));
  canvas.addEventListener("pointerdown", lift);
  canvas.addEventListener("focus", () => show(canvas.matches(":focus-visible")));
  canvas.addEventListener("blur", () => {
    lift();
    held.clear();
    show(false);
  });
}
