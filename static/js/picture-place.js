// Where a picture is in the text, and where a new one goes: the caret then stands in a paragraph below it.
import { pm } from "django-prose-editor/editor";

const { TextSelection } = pm.state;

export const isPicture = (node) => node?.type.name === "image" || node?.type.name === "figure";

// {from, node} of the figure, or of the bare image, that is selected or that the caret is in.
export const pictureAt = ({ selection }) => {
  const { $from, node } = selection;
  for (let { depth } = $from; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name === "figure") return { from: $from.before(depth), node: $from.node(depth) };
  }
  return isPicture(node) ? { from: selection.from, node } : null;
};

// The caret in a paragraph of its own after what ends at `end`.
export const moveBehind = (transaction, end) => {
  const { paragraph } = transaction.doc.type.schema.nodes;
  const after = transaction.doc.resolve(end).nodeAfter;
  if (after?.type !== paragraph || after.content.size) transaction.insert(end, paragraph.create());
  return transaction.setSelection(TextSelection.create(transaction.doc, end + 1)).scrollIntoView();
};

// Where a picture goes: in the place of an empty paragraph, else between the blocks around the caret.
const placeFor = (transaction, { type }) => {
  const { $from } = transaction.selection;
  for (let { depth } = $from; depth > 0; depth -= 1) {
    const parent = $from.node(depth - 1);
    const index = $from.index(depth - 1);
    if (!parent.canReplaceWith(index + 1, index + 1, type)) continue;
    const block = $from.node(depth);
    const isEmptyParagraph = block.isTextblock && !block.content.size;
    if (isEmptyParagraph && parent.canReplaceWith(index, index + 1, type)) {
      return [$from.before(depth), $from.after(depth)];
    }
    if (block.isTextblock && $from.parentOffset === 0) return [$from.before(depth), $from.before(depth)];
    if (block.isTextblock && $from.parentOffset < block.content.size) {
      transaction.split($from.pos);
      return [$from.pos + 1, $from.pos + 1];
    }
    return [$from.after(depth), $from.after(depth)];
  }
  const end = transaction.doc.content.size;
  return [end, end];
};

export const insertPicture = (editor, { address, id, alt, caption }) => {
  const { schema, tr } = editor.state;
  const parts = [schema.nodes.image.create({ src: address, file: String(id), alt })];
  if (caption) parts.push(schema.nodes.caption.create(null, schema.text(caption)));
  const figure = schema.nodes.figure.create(null, parts);
  const picture = pictureAt(editor.state);
  const behind = picture && picture.from + picture.node.nodeSize;
  const [from, to] = picture ? [behind, behind] : placeFor(tr, figure);
  tr.replaceWith(from, to, figure);
  editor.view.dispatch(moveBehind(tr, from + figure.nodeSize));
  editor.view.focus();
};
