// The link window: the server completes what was typed, or says why it cannot be a link.
import { Link as BaseLink } from "django-prose-editor/editor";
import { ask, fieldsOf, keepSelection, showProblem } from "./editor-window.js";

const dialog = document.getElementById("link-window");

const completed = async ({ href }) => {
  const typed = href.value.trim();
  try {
    const response = await fetch(`${dialog.dataset.check}?${new URLSearchParams({ address: typed })}`);
    const { address, refused } = await response.json();
    if (address) return address;
    showProblem(dialog, refused);
    href.focus();
    return null;
  } catch {
    return typed || null; // the server does not answer: it completes the address when the text is saved
  }
};

const setLink = (editor, href) => {
  const chain = editor.chain().focus();
  if (editor.isActive("link")) chain.extendMarkRange("link").updateAttributes("link", { href }).run();
  else chain.setMark("link", { href }).run();
};

export const Link = BaseLink.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          if (editor.state.selection.empty && !editor.isActive("link")) return false;
          const { href } = fieldsOf(dialog);
          href.value = editor.getAttributes("link").href ?? "";
          const restore = keepSelection(editor);
          ask(dialog, completed).then((address) => {
            restore();
            if (address) setLink(editor, address);
          });
          return true;
        },
    };
  },
});
