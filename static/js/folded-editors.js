// The editor of a folded row is made when the row is opened: two hundred at once take many seconds.
import { LATER, MARK } from "./editors.js";

const EDITORS = "django-prose-editor/configurable"; // in the import map of the page, no file beside this one

for (const textarea of document.querySelectorAll(`details.part:not([open]) textarea[${MARK}]`)) {
  textarea.setAttribute(LATER, textarea.getAttribute(MARK));
  textarea.removeAttribute(MARK);
}

const makeEditors = async (row) => {
  // Only now: the module makes all editors that it finds as soon as it is loaded.
  const { createEditor } = await import(EDITORS);
  for (const textarea of row.querySelectorAll(`textarea[${LATER}]`)) {
    textarea.setAttribute(MARK, textarea.getAttribute(LATER));
    textarea.removeAttribute(LATER);
    createEditor(textarea);
  }
};

const onToggle = ({ target }) => {
  if (target.matches("details.part[open]")) makeEditors(target);
};

document.addEventListener("toggle", onToggle, true);
