// Photos: dropped anywhere on the page, chosen, or pasted.

const largest = 8 << 20; // bytes that the server takes
const side = 2048; // of what is sent instead of a larger file, pixels

// takePhotos calls take with a file and its bitmap, null if the browser cannot
// show it.
export function takePhotos(frame, input, take) {
  const took = async (file) => {
    if (!file) return;
    const bitmap = await createImageBitmap(file).catch(() => null);
    const sent = bitmap && file.size > largest ? await smaller(bitmap, file.name) : file;
    take(sent, bitmap);
  };

  input.addEventListener("change", () => {
    took(input.files[0]);
    input.value = ""; // the same file may be chosen again
  });
  document.addEventListener("paste", (event) => took(event.clipboardData.files[0]));

  document.addEventListener("dragover", (event) => {
    event.preventDefault(); // else the browser opens the file
    frame.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) frame.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    frame.classList.remove("over");
    took(event.dataTransfer.files[0]);
  });
}

async function smaller(bitmap, name) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.ceil(bitmap.width * scale), Math.ceil(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new File([await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 })], name);
}
