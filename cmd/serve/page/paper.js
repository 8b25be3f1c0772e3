// The paper: strokes and photos in the order they came, so that each can be undone.
// Points are in units of the paper's side, 0 to 1.

const pen = 0.07; // width, as a share of the side
const least = 0.1; // a smaller drawing is a dot, as a share of the side
const sent = 280; // side of the picture of a drawing, pixels

export class Paper {
  #canvas;
  #history = []; // {points}, {file, bitmap} or {clear}
  #boxes = null; // what /api/page found on it, until it changes
  pointer = null; // where the keyboard's pen is, with its state, or null

  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  // begin starts a stroke and returns it. A photo makes room for it.
  begin(point, pen = false) {
    if (this.photo()) this.clear();
    const stroke = { points: [point], pen };
    this.#history.push(stroke);
    this.#changed();
    return stroke;
  }

  // extend adds to a stroke, which may have been undone meanwhile.
  extend(stroke, point) {
    stroke.points.push(point);
    this.#changed();
  }

  // takeBack removes a stroke as if it had not been drawn.
  takeBack(stroke) {
    this.#history = this.#history.filter((item) => item !== stroke);
    this.#changed();
  }

  // penned reports whether a pen's stroke is on the paper.
  penned() {
    return this.#visible().some((item) => item.pen);
  }

  // mark draws boxes around the digits of a page, which /api/page has found; null for none.
  mark(page) {
    this.#boxes = page;
    this.draw();
  }

  // put lays a photo on the paper. Its bitmap may be null: no browser shows a TIFF.
  put(file, bitmap) {
    this.#history.push({ file, bitmap });
    this.#changed();
  }

  clear() {
    if (!this.empty()) this.#history.push({ clear: true });
    this.#changed();
  }

  undo() {
    this.#history.pop();
    this.#changed();
  }

  canUndo() {
    return this.#history.length > 0;
  }

  empty() {
    return this.#visible().length === 0;
  }

  // dot reports whether no more than the start of a digit is drawn.
  dot() {
    const points = this.#visible().flatMap((item) => item.points ?? [{ x: 0, y: 0 }, { x: 1, y: 1 }]);
    const extent = (v) => Math.max(...v) - Math.min(...v);
    return Math.max(extent(points.map((p) => p.x)), extent(points.map((p) => p.y))) < least;
  }

  // photo returns what was put, if that is what is on the paper.
  photo() {
    return this.#visible().find((item) => item.file);
  }

  // picture returns the photo's file, or the drawing as black on white.
  async picture() {
    const photo = this.photo();
    if (photo) return photo.file;
    const canvas = new OffscreenCanvas(sent, sent);
    this.#paint(canvas, "#fff", "#000");
    return canvas.convertToBlob({ type: "image/png" });
  }

  // draw shows the paper in the theme's colours.
  draw() {
    const canvas = this.#canvas;
    const side = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
    if (canvas.width !== side || canvas.height !== side) canvas.width = canvas.height = side;
    const style = getComputedStyle(canvas);
    this.#paint(canvas, style.getPropertyValue("--paper"), style.getPropertyValue("--ink"));
    if (this.#boxes) this.#box(canvas, style.getPropertyValue("--accent"), style.getPropertyValue("--doubt"));
    if (this.pointer) this.#pen(canvas, style.getPropertyValue("--accent"));
  }

  #changed() {
    this.#boxes = null;
    this.draw();
  }

  #visible() {
    const from = this.#history.findLastIndex((item) => item.clear || item.file);
    if (from < 0) return this.#history;
    return this.#history.slice(this.#history[from].clear ? from + 1 : from);
  }

  #paint(canvas, ground, ink) {
    const context = canvas.getContext("2d");
    const side = canvas.width;
    context.fillStyle = ground;
    context.fillRect(0, 0, side, side);
    context.strokeStyle = context.fillStyle = ink;
    context.lineWidth = pen * side;
    context.lineCap = context.lineJoin = "round";
    for (const item of this.#visible()) {
      if (item.bitmap) fit(context, item.bitmap, side);
      else if (item.points) line(context, item.points, side);
    }
  }

  // box draws each digit's box with what it was read as, with a question mark what is
  // not sure.
  #box(canvas, sure, doubt) {
    const photo = this.photo();
    if (photo && !photo.bitmap) return; // nothing is shown
    const { width, height, digits } = this.#boxes;
    const context = canvas.getContext("2d");
    const side = canvas.width;
    const scale = side / Math.max(width, height);
    const x = (side - width * scale) / 2;
    const y = (side - height * scale) / 2;
    context.lineWidth = Math.max(2, side / 250);
    context.font = `600 ${Math.max(12, side / 28)}px system-ui, sans-serif`;
    for (const { box, name, sure: isSure } of digits) {
      const [left, top, right, bottom] = box.map((v) => v * scale);
      context.strokeStyle = context.fillStyle = isSure ? sure : doubt;
      context.strokeRect(x + left, y + top, right - left, bottom - top);
      context.fillText(isSure ? name : `${name}?`, x + left, Math.max(side / 28, y + top - context.lineWidth));
    }
  }

  #pen(canvas, colour) {
    const context = canvas.getContext("2d");
    const side = canvas.width;
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = Math.max(2, side / 120);
    context.beginPath();
    context.arc(this.pointer.x * side, this.pointer.y * side, (pen / 2 + 0.01) * side, 0, 2 * Math.PI);
    if (this.pointer.down) context.fill();
    context.stroke();
  }
}

// line draws a smooth one: a curve between the middles of neighbours.
function line(context, points, side) {
  const at = points.map((p) => ({ x: p.x * side, y: p.y * side }));
  context.beginPath();
  context.moveTo(at[0].x, at[0].y);
  for (let i = 1; i < at.length - 1; i++) {
    context.quadraticCurveTo(at[i].x, at[i].y, (at[i].x + at[i + 1].x) / 2, (at[i].y + at[i + 1].y) / 2);
  }
  context.lineTo(at.at(-1).x, at.at(-1).y); // to itself: a dot
  context.stroke();
}

// fit draws the whole of a photo as large as the paper allows.
function fit(context, bitmap, side) {
  const scale = side / Math.max(bitmap.width, bitmap.height);
  const width = bitmap.width * scale;
  const height = bitmap.height * scale;
  context.drawImage(bitmap, (side - width) / 2, (side - height) / 2, width, height);
}
