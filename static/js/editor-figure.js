// Pictures in the text: their window, and a figure that typing never replaces.
import { Extension, Figure as BaseFigure, Plugin, pm } from "django-prose-editor/editor";
import { keepSelection } from "./editor-window.js";
import { askForPicture, askToChange } from "./picture-window.js";
import { dropped, pastedFiles } from "./picture-files.js";
import { insertPicture, isPicture, moveBehind, pictureAt } from "./picture-place.js";

const { NodeSelection, TextSelection } = pm.state;

const leavePicture = (view) => {
  const picture = pictureAt(view.state);
  if (picture) view.dispatch(moveBehind(view.state.tr, picture.from + picture.node.nodeSize));
};

const isSelected = ({ selection }) => selection instanceof NodeSelection && isPicture(selection.node);

const selectWhole = (view) => {
  const { from } = pictureAt(view.state);
  view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, from)));
};

const change = async (editor, { from, node }) => {
  let image = node.type.name === "image" ? { from, node } : null;
  let hasCaption = false;
  node.forEach((child, offset) => {
    if (child.type.name === "image") image = { from: from + 1 + offset, node: child };
    else hasCaption = true;
  });
  const picture = await askToChange({ ...image.node.attrs, hasCaption });
  if (!picture) return;
  const { schema, tr } = editor.state;
  tr.setNodeMarkup(image.from, null, {
    ...image.node.attrs,
    src: picture.address,
    file: String(picture.id),
    alt: picture.alt,
  });
  if (picture.caption && node.type.name === "figure") {
    tr.insert(image.from + 1, schema.nodes.caption.create(null, schema.text(picture.caption)));
  }
  editor.view.dispatch(tr);
  editor.view.focus();
};

const add = async (editor) => {
  const restore = keepSelection(editor);
  const picture = await askForPicture();
  restore();
  if (picture) insertPicture(editor, picture);
};

// A click on a picture selects it, wherever the caret was: words typed then do not land in its caption.
const selectClicked = (view, { target }) => {
  if (target.tagName !== "IMG") return;
  const position = view.posAtDOM(target, 0);
  if (view.state.doc.nodeAt(position)?.type.name !== "image") return;
  view.focus();
  view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, position)));
};

// Below the last picture or table there is no line to click on: the click makes one.
const startLineBelow = (view, event) => {
  const { doc } = view.state;
  const last = doc.lastChild;
  const box = view.dom.lastElementChild?.getBoundingClientRect();
  if (!box || event.target !== view.dom || event.clientY <= box.bottom || last.isTextblock) return false;
  if (!isPicture(last) && last.type.name !== "table") return false;
  view.dispatch(moveBehind(view.state.tr, doc.content.size));
  view.focus();
  event.preventDefault();
  return true;
};

// Above the first picture there is no line either.
const startLineAbove = (view) => {
  const { tr, schema } = view.state;
  tr.insert(0, schema.nodes.paragraph.create());
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, 1)).scrollIntoView());
};

const handleKey = (view, { key }) => {
  const isAtTop = isSelected(view.state) && pictureAt(view.state).from === 0;
  if (isAtTop && ["ArrowUp", "ArrowLeft"].includes(key)) {
    startLineAbove(view);
    return true;
  }
  const inCaption = view.state.selection.$from.parent.type.name === "caption";
  if (key === "Enter" && (inCaption || isSelected(view.state))) {
    leavePicture(view);
    return true;
  }
  if (["Backspace", "Delete"].includes(key) && isSelected(view.state)) {
    selectWhole(view);
    view.dispatch(view.state.tr.deleteSelection());
    return true;
  }
  return false;
};

const guardPlugin = (editor) =>
  new Plugin({
    props: {
      handleTextInput(view, from, to, text) {
        if (!isSelected(view.state)) return false;
        leavePicture(view);
        view.dispatch(view.state.tr.insertText(text));
        return true;
      },
      handleKeyDown: handleKey,
      handlePaste(view, event) {
        if (isSelected(view.state)) leavePicture(view);
        return pastedFiles(editor, event);
      },
      handleDrop: (view, event) => dropped(editor, event),
      handleDOMEvents: {
        compositionstart(view) {
          if (isSelected(view.state)) leavePicture(view);
        },
        cut(view) {
          if (isSelected(view.state)) selectWhole(view);
        },
        dragstart(view) {
          if (isSelected(view.state)) selectWhole(view);
        },
        mousedown: startLineBelow,
        click: selectClicked,
      },
    },
  });

// Before the keys of all other extensions.
const Guard = Extension.create({
  name: "pictureGuard",
  priority: 2000,
  addProseMirrorPlugins() {
    return [guardPlugin(this.editor)];
  },
});

export const Figure = BaseFigure.extend({
  allowGapCursor: false,
  addCommands() {
    return {
      ...this.parent?.(),
      editImage:
        () =>
        ({ editor, state, dispatch }) => {
          const picture = pictureAt(state);
          if (!dispatch) return true;
          if (picture) change(editor, picture);
          else add(editor);
          return true;
        },
    };
  },
  addExtensions() {
    return [...this.parent(), Guard];
  },
});
