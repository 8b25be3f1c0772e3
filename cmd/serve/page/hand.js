// Mouse, finger and pen: one pointer draws at a time. A pen goes before a finger,
// which may be the palm that holds the pen: the palm's stroke is taken back when the
// pen comes down, and while there is a pen's stroke on the paper no finger draws.

// drawByHand calls change after each change of the paper.
export function drawByHand(canvas, paper, change) {
  let active = null; // the pointer that draws: {id, type}
  let stroke;

  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };

  // mayDraw makes room for a pen.
  const mayDraw = (type) => {
    if (active?.type === "touch" && type === "pen") paper.takeBack(stroke);
    else if (active || (type === "touch" && paper.penned())) return false;
    return true;
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !mayDraw(event.pointerType)) return;
    active = { id: event.pointerId, type: event.pointerType };
    canvas.setPointerCapture(active.id); // the stroke goes on outside the paper
    paper.pointer = null;
    stroke = paper.begin(point(event), active.type === "pen");
    change();
  });

  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== active?.id) return;
    // Browsers put the moves of one frame together.
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length ? moves : [event]) paper.extend(stroke, point(move));
    change();
  });

  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    canvas.addEventListener(name, (event) => {
      if (event.pointerId === active?.id) active = null;
    });
  }
}
