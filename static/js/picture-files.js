// Files that are dropped on a text or pasted into it, and pictures that come within pasted text.
import { pm } from "django-prose-editor/editor";
import { askForPicture } from "./picture-window.js";
import { insertPicture } from "./picture-place.js";
import { keepSelection } from "./editor-window.js";
import { tell, words } from "./editor-note.js";

const isPictureFile = ({ type, name }) => type.startsWith("image/") || /\.hei[cf]$/i.test(name);
const mayUpload = () => Boolean(document.getElementById("picture-window")?.dataset.upload);

// One window after the other; a picture that is not described is not added.
const addFiles = async (editor, files) => {
  if (!mayUpload()) return tell(editor, [words.mayNotUpload]);
  for (const file of files) {
    const restore = keepSelection(editor);
    const picture = await askForPicture(file);
    restore();
    if (picture) insertPicture(editor, picture);
  }
};

const picturesOf = (transfer) => [...(transfer?.files ?? [])].filter(isPictureFile);

export const dropped = (editor, event) => {
  const files = picturesOf(event.dataTransfer);
  if (!files.length) return false;
  const { view } = editor;
  const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
  if (place) {
    const { doc, tr } = view.state;
    view.dispatch(tr.setSelection(pm.state.Selection.near(doc.resolve(place.pos))));
  }
  addFiles(editor, files);
  return true;
};

// What another program puts beside a picture is an <img> of it; words are pasted as words.
export const pastedFiles = (editor, event) => {
  const files = picturesOf(event.clipboardData);
  const html = event.clipboardData?.getData("text/html") ?? "";
  const hasWords = html.replace(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>/gi, "").trim() !== "";
  if (!files.length || hasWords || html.includes("data-file")) return false;
  addFiles(editor, files);
  return true;
};

// Pictures within pasted text: their bytes are in it, and a line in the text holds the place of each.

const fileOf = (address, number) => {
  const [, type, bytes] = /^data:(image\/[\w+]+);base64,(.+)$/s.exec(address) ?? [];
  if (!bytes) return null;
  const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  return new File([data], `${number}.${type.slice(6)}`, { type });
};

const select = (editor, placeholder) => {
  const { doc, tr } = editor.state;
  let found = null;
  doc.descendants((node, position) => {
    const at = node.isText ? node.text.indexOf(placeholder) : -1;
    if (at >= 0) found ??= position + at;
  });
  if (found === null) return false;
  const selection = pm.state.TextSelection.create(doc, found, found + placeholder.length);
  editor.view.dispatch(tr.setSelection(selection).scrollIntoView());
  return true;
};

export const addPasted = async (editor, pictures) => {
  if (!mayUpload()) return;
  for (const { address, placeholder, number } of pictures) {
    const file = fileOf(address, number);
    if (!file || !select(editor, placeholder)) continue;
    const picture = await askForPicture(file);
    if (!picture || !select(editor, placeholder)) continue;
    editor.view.dispatch(editor.state.tr.deleteSelection());
    insertPicture(editor, picture);
  }
};
