// "Save draft" without leaving the page. Whatever is not a plain success the browser sends as ever.
import { parsed, post, showMessage, showTrouble } from "./autosave.js";
import { form, keeping, typedFields } from "./typed.js";

let sendsAsEver = false;
let rowIds; // {name: the field that holds the id of a row}, as sent
let removedRows;
let sentFields;
let sentTexts; // {name: its text box and what it held}, as sent

const isRemoved = (row) => row.hidden || row.querySelector("[name$='-DELETE']:checked");

const formData = (button) => {
  rowIds = new Map([...form.querySelectorAll("[name$='-id']")].map((field) => [field.name, field]));
  removedRows = [...form.querySelectorAll(".inline-related")].filter(isRemoved);
  sentFields = JSON.stringify(typedFields());
  const boxes = [...form.querySelectorAll(".prose-editor > textarea")];
  sentTexts = new Map(boxes.map((textarea) => [textarea.name, { textarea, sent: textarea.value }]));
  return new FormData(form, button);
};

const showSaved = (saved) => {
  const isTyping = JSON.stringify(typedFields()) !== sentFields;
  for (const [name, id] of Object.entries(saved.ids)) if (rowIds.has(name)) rowIds.get(name).value = id;
  for (const name of ["version", "revision", "opened"]) form.elements[name].value = saved[name];
  for (const row of removedRows) row.remove();
  document.querySelector(".now").replaceWith(parsed(saved.now));
  document.querySelector(".desk-top h1").textContent = saved.title;
  const texts = Object.entries(saved.texts)
    .filter(([name]) => sentTexts.has(name))
    .map(([name, text]) => ({ ...text, ...sentTexts.get(name) }));
  const detail = { isTyping, message: saved.said, texts, rows: saved.rows };
  document.dispatchEvent(new CustomEvent("draft:saved", { detail }));
  if (saved.asks) location.assign(saved.asks);
};

const save = async (event) => {
  const button = event.submitter;
  if (sendsAsEver || button?.name !== "_save") return;
  event.preventDefault();
  if (button.ariaBusy) return;
  button.ariaBusy = "true";
  showMessage(keeping.saving);
  const response = await post(form.action, () => formData(button));
  button.ariaBusy = null;
  if (response.data?.ok) return showSaved(response.data);
  if (response.isUnreachable) {
    form.dispatchEvent(new Event("input")); // so that it is kept as soon as the server is back
    return showTrouble(response);
  }
  if (response.status === 413) return showTrouble(response); // the browser could not send it either
  sendsAsEver = true;
  form.requestSubmit(button);
};

// A new text, and one that is shown as it was typed or with its mistakes, gets a page of its own.
const staysOpen = form?.elements.version.value && !document.querySelector(".errornote, #kept-here");
if (staysOpen) form.addEventListener("submit", save);

// A row that was stored without a reload would only be taken off the page: it is taken out at the next save.
const takeOutRow = (event) => {
  const row = event.target.closest?.(".inline-deletelink")?.closest(".inline-related");
  const id = row?.querySelector("[name$='-id']");
  if (!id?.value) return;
  event.preventDefault();
  event.stopPropagation();
  const mark = document.createElement("input");
  Object.assign(mark, { type: "hidden", name: id.name.replace(/id$/, "DELETE"), value: "on" });
  row.append(mark);
  row.hidden = true;
  row.dispatchEvent(new Event("input", { bubbles: true }));
};

const showChecks = async () => {
  const panel = document.getElementById("checks");
  if (!panel?.dataset.address) return;
  try {
    const response = await fetch(panel.dataset.address, { headers: { "X-Requested-With": "fetch" } });
    if (response.ok && !response.redirected) panel.replaceWith(parsed(await response.text()));
  } catch {} // the panel stays as it was until the next save
};

// Ctrl+S, or Cmd+S, presses it too.
const saveByKey = (event) => {
  const isSave = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === "s";
  const button = document.querySelector(".actions-bar [name=_save]");
  if (!isSave || !button) return;
  event.preventDefault();
  form.requestSubmit(button);
};

if (form) document.addEventListener("keydown", saveByKey);
document.addEventListener("click", takeOutRow, true);
document.addEventListener("draft:saved", showChecks);
