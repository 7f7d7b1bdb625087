// The window that asks for a picture: one of the library, or a file of this device, which is uploaded.
import { ask, fieldsOf, showProblem } from "./editor-window.js";
import { words } from "./editor-note.js";

const dialog = document.getElementById("picture-window");
const preview = dialog?.querySelector(".preview");

let chosen; // {id, address} of the library, or {file} of this device

const showPreview = async () => {
  preview.replaceChildren();
  if (chosen?.address) preview.append(Object.assign(new Image(), { src: chosen.address, alt: "" }));
  if (!chosen?.file) return;
  const name = document.createElement("p");
  name.textContent = chosen.file.name;
  preview.append(name);
  try {
    const bitmap = await createImageBitmap(chosen.file, { resizeHeight: 160 });
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    preview.prepend(canvas);
  } catch {} // a file that this browser cannot show: the server says what it thinks of it
};

const choose = (picture) => {
  chosen = picture;
  dialog.classList.toggle("new-file", Boolean(picture?.file));
  showProblem(dialog);
  return showPreview();
};

const fill = ({ alt = "", caption = "" }) => {
  const fields = fieldsOf(dialog);
  fields.alt.value = alt;
  fields.caption.value = caption;
  if (fields.decorative) fields.decorative.checked = false;
};

const upload = async ({ alt, caption, decorative }) => {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  data.append("upload", chosen.file);
  for (const field of [alt, caption]) data.append(field.name, field.value.trim());
  if (decorative.checked) data.append("decorative", "on");
  const headers = { "X-Requested-With": "fetch" };
  const response = await fetch(dialog.dataset.upload, { method: "POST", body: data, headers });
  const answer = await response.json();
  return response.status === 413 ? { problem: answer.said } : answer;
};

const accept = async (fields) => {
  if (!chosen) {
    showProblem(dialog, words.chooseFirst);
    return null;
  }
  const typed = { alt: fields.alt.value.trim(), caption: fields.caption.value.trim() };
  if (!chosen.file) return { ...chosen, ...typed };
  try {
    const { picture, problem } = await upload(fields);
    if (picture) return { ...picture, ...typed };
    showProblem(dialog, problem);
  } catch {
    showProblem(dialog, words.notUploaded);
  }
  return null;
};

const open = (title, hasCaption = false) => {
  dialog.querySelector("h2").textContent = title;
  dialog.classList.toggle("has-caption", hasCaption);
  return ask(dialog, accept);
};

export const askForPicture = async (file) => {
  fill({});
  await choose(file ? { file } : undefined);
  return open(words.addPicture);
};

export const askToChange = async ({ src, file, alt, hasCaption }) => {
  fill({ alt: alt ?? "" });
  await choose(file ? { id: file, address: src } : undefined);
  return open(words.changePicture, hasCaption);
};

dialog?.querySelector("[value=choose]").addEventListener("click", () => {
  open.popup = window.open(dialog.dataset.picker, "_blank", "width=800,height=700");
});

dialog?.querySelector("[type=file]")?.addEventListener("change", ({ target }) => {
  if (target.files.length) choose({ file: target.files[0] });
  target.value = "";
});

addEventListener("message", ({ data, origin, source }) => {
  if (origin !== location.origin || source !== open.popup || !data.picture) return;
  const { id, address, alt, caption } = data.picture;
  choose({ id, address });
  fill({ alt, caption });
});
