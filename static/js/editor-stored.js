// After a save the editor shows what was stored, and says what was taken out.
import { createDocument, pm } from "django-prose-editor/editor";
import { tell } from "./editor-note.js";
import { editors } from "./editors.js";

const GONE_WHEN_EMPTY = ["paragraph", "heading", "listItem", "bulletList", "orderedList"];

// As the server stores it: without its empty lines.
const withoutEmpty = (node) => {
  if (node.isTextblock || node.isLeaf) return node;
  const children = node.content.content.map(withoutEmpty);
  const kept = children.filter((child) => child.content.size || !GONE_WHEN_EMPTY.includes(child.type.name));
  return node.copy(pm.model.Fragment.from(kept));
};

const replaceDifference = (editor, stored) => {
  const { doc, tr } = editor.state;
  const start = doc.content.findDiffStart(stored.content);
  if (start === null) return;
  let { a, b } = doc.content.findDiffEnd(stored.content);
  const overlap = Math.max(0, start - Math.min(a, b));
  tr.replace(start, a + overlap, stored.slice(start, b + overlap));
  editor.view.dispatch(tr.setMeta("addToHistory", false).setMeta("preventUpdate", true));
};

const showStored = (editor, textarea, html) => {
  const { doc, selection } = editor.state;
  const stored = createDocument(html, editor.schema);
  const isOnlyEmptier = withoutEmpty(doc).eq(withoutEmpty(stored));
  if (isOnlyEmptier && !selection.$from.parent.content.size) return; // a line that is about to be written
  try {
    replaceDifference(editor, stored);
  } catch {
    editor.commands.setContent(html, { emitUpdate: false });
  }
  textarea.value = editor.getHTML();
};

document.addEventListener("draft:saved", ({ detail }) => {
  for (const { textarea, sent, html, notes } of detail.texts) {
    const editor = editors.get(textarea);
    if (!editor) continue;
    tell(editor, notes);
    if (textarea.value === sent) showStored(editor, textarea, html);
  }
});
