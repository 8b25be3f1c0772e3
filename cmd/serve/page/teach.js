// Corrections: "no, it is a 7" keeps the picture where the program was told to.

// teach fills the page's row of digits and returns what shows or hides it. picture
// gives the body of what is on the paper.
export function teach({ teach: row, taught }, picture) {
  for (let digit = 0; digit < 10; digit++) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = digit;
    button.setAttribute("aria-label", `It is a ${digit}`);
    button.addEventListener("click", async () => {
      taught.textContent = await keep(await picture(), digit);
    });
    row.append(button);
  }
  return (shown) => {
    row.hidden = !shown;
    taught.textContent = "";
  };
}

// keep returns what to say.
async function keep(body, digit) {
  try {
    const response = await fetch(`/api/keep?label=${digit}`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body });
    if (response.ok) return `Kept as a ${digit}.`;
    if (response.status === 507) return "Not kept: the folder is full.";
    if (response.status === 503) return "Not kept: the program is busy, try again.";
    return `Not kept: ${(await response.json()).error}`;
  } catch {
    return "Not kept: the program does not answer. Is it still running?";
  }
}
