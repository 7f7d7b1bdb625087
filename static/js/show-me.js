// "Show me" beside what a check finds: leads to the words in the form and selects them, in whatever row or editor
// they stand. On another page than the form it is remembered for the form, which opens next.
import { fillEmptyRow } from "./closed-rows.js";
import { editors, isRich } from "./editors.js";
import { form, reveal } from "./typed.js";

const KEY = "show-me"; // in the storage of the tab, and in the address of the form
const FIELDS = "textarea, input[type=text], input[type=url]";
const FOCUSABLE = "input:not([type=hidden]), select, textarea, [contenteditable=true], a[href], button";

// Finds the words of a finding, whatever white space is between them.
const patternOf = (words) => {
  const parts = words.replace(/\s*…$/, "").trim().split(/\s+/);
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  return new RegExp(escaped.join("\\s+"), "i");
};

// [start, end] of the words in the document of an editor.
const placeIn = (doc, pattern) => {
  let text = "";
  const places = [];
  doc.descendants((node, place) => {
    const letters = node.isText ? node.text : " ";
    text += letters;
    for (let number = 0; number < letters.length; number += 1) places.push(place + number);
  });
  const match = pattern.exec(text);
  return match && [places[match.index], places[match.index + match[0].length - 1] + 1];
};

// [start, end] of the words that a link with this address has.
const placeOfLink = (doc, address) => {
  let found = null;
  doc.descendants((node, place) => {
    if (!found && node.marks.some(({ attrs }) => attrs.href === address)) found = [place, place + node.nodeSize];
  });
  return found;
};

// The editor of a folded row is made when the row is opened.
const editorOf = async (textarea) => {
  for (let wait = 0; wait < 150 && !editors.has(textarea); wait += 1) {
    await new Promise((done) => setTimeout(done, 100));
  }
  return editors.get(textarea);
};

const selectInEditor = (editor, words) => {
  const place = editor && (placeIn(editor.state.doc, patternOf(words)) ?? placeOfLink(editor.state.doc, words));
  if (!place) return false;
  const [from, to] = place;
  editor.chain().focus(null, { scrollIntoView: false }).setTextSelection({ from, to }).run();
  const { node } = editor.view.domAtPos(from);
  (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).scrollIntoView({ block: "center" });
  return true;
};

const selectInField = (field, words) => {
  const { index, 0: found } = patternOf(words).exec(field.value);
  field.focus({ preventScroll: true });
  field.setSelectionRange(index, index + found.length);
  field.scrollIntoView({ block: "center" });
  return true;
};

const BLOCK = /<\/?(?:p|li|h[23]|t[dhr]|br|figcaption)\b/g;

const wordsOf = (field) => {
  if (!isRich(field)) return field.value;
  const html = field.value.replace(BLOCK, " $&");
  return new DOMParser().parseFromString(html, "text/html").body.textContent;
};

const holds = (field, words) => patternOf(words).test(wordsOf(field)) || field.value.includes(`href="${words}"`);

const selectWords = async (container, words) => {
  const fields = [...container.querySelectorAll(FIELDS)].filter((field) => !field.closest(".empty-form"));
  for (const field of fields.filter((each) => holds(each, words))) {
    reveal(field);
    const select = async () => selectInEditor(await editorOf(field), words);
    if (isRich(field) ? await select() : selectInField(field, words)) return true;
  }
  return false;
};

const show = async (anchor, words) => {
  const target = document.getElementById(anchor);
  if (!target) return;
  const container = target.closest(".field") ?? target;
  // Of a link or a source its words are quoted and then its address.
  for (const quote of words.trim() ? [words, words.split(": ")[0]] : []) {
    if (await selectWords(container, quote)) return;
  }
  reveal(container);
  fillEmptyRow(target.closest(".closed-row"));
  const first = [...container.querySelectorAll(FOCUSABLE)].find((each) => each.checkVisibility()) ?? container;
  if (first === container) container.tabIndex = -1;
  first.focus({ preventScroll: true });
  container.scrollIntoView({ block: "center" });
};

const remember = (anchor, words) => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ anchor, words }));
  } catch {} // no room, or not allowed
};

const remembered = () => {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    return kept;
  } catch {
    return null;
  }
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.show-me");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const anchor = link.hash.slice(1);
  const words = link.dataset.words;
  if (link.pathname !== location.pathname || !document.getElementById(anchor)) {
    remember(anchor, words);
    link.hash = KEY;
    return;
  }
  event.preventDefault();
  show(anchor, words);
});

addEventListener("load", () => {
  const kept = form && location.hash === `#${KEY}` && remembered();
  if (kept) show(kept.anchor, kept.words);
});
