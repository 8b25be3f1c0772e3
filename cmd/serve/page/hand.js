// Mouse, finger and pen: one pointer draws at a time.

// drawByHand calls change after each addition to the paper.
export function drawByHand(canvas, paper, change) {
  let active = null;
  let stroke;

  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (active !== null || event.button !== 0) return;
    active = event.pointerId;
    canvas.setPointerCapture(active); // the stroke goes on outside the paper
    paper.pointer = null;
    stroke = paper.begin(point(event));
    change();
  });

  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== active) return;
    // Browsers put the moves of one frame together.
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length ? moves : [event]) paper.extend(stroke, point(move));
    change();
  });

  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    canvas.addEventListener(name, (event) => {
      if (event.pointerId === active) active = null;
    });
  }
}
