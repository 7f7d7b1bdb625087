// What stands closed in the form of a text: opened where an address or a mistake leads, and what it says of itself.
import { reveal } from "./typed.js";

const form = document.querySelector(".document-form #content-main > form");
const rows = form ? [...form.querySelectorAll(".closed-row")] : [];

const say = (row, words, isMissing = false) => {
  const line = row.querySelector(".stands");
  line.textContent = words;
  line.classList.toggle("missing", isMissing);
};

const isChanged = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) {
    const stored = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
    return field.value !== (stored?.value ?? "");
  }
  return field.value !== field.defaultValue;
};

const markChanged = (row) => {
  delete row.dataset.needed;
  say(row, row.parentElement.dataset.changed);
};

const onChange = ({ target }) => {
  const row = target.closest?.(".closed-row");
  if (row) markChanged(row);
};

// A browser that comes Back fills in what was typed, in closed rows too.
const markRestored = () => {
  for (const row of rows) {
    const fields = [...row.querySelectorAll("input:not([type=hidden]), select, textarea")];
    const plain = fields.filter((field) => !field.closest(".prose-editor, .prose-menubar, .empty-form, .field-order"));
    if (plain.some(isChanged)) markChanged(row);
  }
};

const afterSave = ({ detail }) => {
  if (detail.isTyping) return;
  for (const row of rows) {
    const { words, missing } = detail.rows[row.id] ?? {};
    if (words !== undefined) say(row, words, missing);
  }
};

const addRow = (group) => group?.querySelector(".add-row a")?.click();

// Who opens a row that holds nothing wants to write in it.
export const fillEmptyRow = (row) => {
  const group = row?.querySelector(".inline-group");
  if (group && !group.querySelector(".inline-related:not(.empty-form)")) addRow(group);
};

const onOpen = (event) => {
  const box = event.target.closest("summary")?.parentElement;
  if (!box || box.open) return;
  if (box.matches(".closed-row")) setTimeout(fillEmptyRow, 0, box);
  if (box.matches(".one-more")) setTimeout(() => box.querySelector("input").focus());
};

const WRITABLE = "input:not([type=hidden]), select, textarea, [contenteditable=true]";

// The first box of those in which something is wrong, if there is one.
const focusIn = (box) => {
  const seen = [...box.querySelectorAll(WRITABLE)].filter((each) => each.checkVisibility());
  (seen.find(({ ariaInvalid }) => ariaInvalid === "true") ?? seen[0])?.focus();
};

const focusAdded = ({ target }) => {
  focusIn(target);
  target.scrollIntoView({ block: "nearest" });
};

const showTarget = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || !form.contains(target)) return;
  reveal(target);
  target.scrollIntoView();
};

// The first mistake is in sight, unless there is one that is about the whole text.
const showMistake = () => {
  const isOfAll = form.querySelector(".errornote ~ .errorlist.nonfield");
  const mistake = !isOfAll && form.querySelector(".errornote ~ * .errorlist");
  if (!mistake) return;
  const box = mistake.closest(".field, .form-row, .inline-related, .inline-group");
  reveal(mistake);
  focusIn(box);
  mistake.scrollIntoView({ block: "center" });
};

// The row about warning signs follows the kind of article as soon as it is chosen.
const followKind = ({ target }) => {
  const row = document.getElementById("row-help");
  const { needed, none } = row?.dataset ?? {};
  if (target.name !== "subject" || !target.checked || !needed) return;
  const isNeeded = target.value === "condition";
  say(row, isNeeded ? needed : none, isNeeded);
};

const start = () => {
  form.addEventListener("input", onChange);
  form.addEventListener("change", onChange);
  form.addEventListener("change", followKind);
  form.addEventListener("click", onOpen);
  django.jQuery(form).on("select2:select select2:clear", onChange);
  document.addEventListener("draft:saved", afterSave);
  addEventListener("hashchange", showTarget);
  addEventListener("load", () => {
    document.addEventListener("formset:added", focusAdded);
    showTarget();
    showMistake();
    // "Add a question" on the desk leads to a section's questions: open an empty one, once the form can.
    if (location.hash === "#questions-group") django.jQuery(() => addRow(document.querySelector(location.hash)));
  });
  addEventListener("pageshow", markRestored);
};

if (form) start();
