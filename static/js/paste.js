// Clean text from Word, Google Docs, PDFs and Markdown: headings, lists, tables, bold and links stay; what does not
// is told.
import { pm } from "django-prose-editor/editor";
import { tell, words } from "./editor-note.js";
import { eachEditor } from "./editors.js";
import { makeWordLists, mendLists } from "./paste-lists.js";
import { htmlOf } from "./paste-plain.js";
import { fitsIntoTable, mendTables } from "./paste-tables.js";
import { addPasted } from "./picture-files.js";

const MARKS = [
  [/font-weight:\s*(bold|[6-9]00)/, "strong"],
  [/vertical-align:\s*super/, "sup"],
  [/vertical-align:\s*sub/, "sub"],
];
const NOT_KEPT = {
  italics: "i, em, [data-style*='font-style:italic'], [data-style*='font-style: italic']",
  underlining: "u, ins",
  highlighting: "mark, [data-style*='mso-highlight']",
  crossedOut: "s, del, strike",
  quotes: "blockquote",
};
const OUR_CLASS = /^sure-/; // how sure we are of a paragraph or a row
const OPENS = /^(https?|mailto|tel):|^(?![a-z][a-z0-9+.-]*:(?!\d))/i; // or an address without a scheme
const WITHIN_THE_FILE = /#(_|ftn|cmnt)/; // footnotes, comments and bookmarks of a word processor

const rename = (node, tag) => {
  const renamed = document.createElement(tag);
  renamed.append(...node.childNodes);
  node.replaceWith(renamed);
};

const isNotBold = (wrap) => /(^|;)\s*font-weight:\s*normal/.test(wrap.dataset.style);

// Styles are read as data: applying them, even here, is against the content security policy.
const parsed = (html) =>
  new DOMParser().parseFromString(
    html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/(<[^>]*\s)style=/gi, "$1data-style="),
    "text/html",
  );

const tidyMarks = (page) => {
  for (const element of page.querySelectorAll("[class]")) {
    if (!OUR_CLASS.test(element.className)) element.removeAttribute("class");
  }
  for (const wrap of page.querySelectorAll("b")) if (isNotBold(wrap)) wrap.replaceWith(...wrap.childNodes);
  for (const span of page.querySelectorAll("span[data-style]")) {
    const mark = MARKS.find(([style]) => style.test(span.dataset.style));
    if (mark) rename(span, mark[1]);
  }
  for (const heading of page.querySelectorAll("h1")) rename(heading, "h2");
  for (const heading of page.querySelectorAll("h4, h5, h6")) rename(heading, "h3");
};

const notKept = (page) => {
  const kinds = Object.entries(NOT_KEPT).filter(([, selector]) =>
    [...page.querySelectorAll(selector)].some((part) => part.textContent.trim() && !part.closest("a")),
  );
  return kinds.length ? [words.notKept.replace("#", kinds.map(([kind]) => words[kind]).join(", "))] : [];
};

const tidyLinks = (page) => {
  const dead = [];
  for (const link of page.querySelectorAll("a[href]")) {
    const address = link.getAttribute("href").trim();
    const isWithin = WITHIN_THE_FILE.test(address);
    if (!isWithin && OPENS.test(address)) continue;
    if (!isWithin && link.textContent.trim()) dead.push([link.textContent.trim(), address]);
    if (/^\s*\[\d+\]\s*$/.test(link.textContent)) (link.closest("sup") ?? link).replaceWith(link.textContent);
    else link.replaceWith(...link.childNodes);
  }
  return dead.slice(0, 5).map(([text, address]) => words.linkGone.replace("#", text).replace("#", address));
};

const isSpacer = (image) => ["width", "height"].some((side) => Number(image.getAttribute(side) ?? 99) < 3);

// A line holds the place of each picture; those whose bytes are in the text are added after it.
const takeOutPictures = (page) => {
  const pictures = [];
  for (const figure of page.querySelectorAll("figure:not(:has([data-file]))")) {
    for (const caption of figure.querySelectorAll("figcaption")) rename(caption, "p");
    figure.replaceWith(...figure.childNodes);
  }
  for (const image of page.querySelectorAll("img:not([data-file])")) {
    if (isSpacer(image)) {
      image.remove();
      continue;
    }
    const number = pictures.length + 1;
    const placeholder = words.pictureHere.replace("#", image.alt.trim().slice(0, 40) || number);
    pictures.push({ number, placeholder, address: image.getAttribute("src") ?? "" });
    image.replaceWith(placeholder);
  }
  return pictures;
};

// {html, notes, pictures} of what was pasted
const clean = (html, view) => {
  const page = parsed(html);
  for (const element of page.querySelectorAll("script, meta, link, title, xml")) element.remove();
  tidyMarks(page);
  const notes = [...notKept(page), ...tidyLinks(page)];
  makeWordLists(page);
  const pictures = takeOutPictures(page);
  if (pictures.length) notes.push(words.picturesNotTaken.replace("#", pictures.length));
  mendLists(page);
  if (mendTables(page)) notes.push(words.tableFlattened);
  if (fitsIntoTable(page, view)) return { html: page.body.innerHTML, notes, pictures };
  return { html: "", notes: [words.noTableInTable], pictures: [] };
};

const take = (editor, html, view) => {
  const cleaned = clean(html, view);
  tell(editor, cleaned.notes);
  if (cleaned.pictures.length) setTimeout(() => addPasted(editor, cleaned.pictures)); // once they are in the text
  return cleaned.html;
};

const textAsSlice = (editor, text, context, isPlain, view) => {
  const html = isPlain ? null : htmlOf(text);
  if (!html) return null;
  const { body } = parsed(take(editor, html, view));
  return pm.model.DOMParser.fromSchema(view.state.schema).parseSlice(body, { context });
};

// prosemirror-tables gives up on some tables with merged cells; the browser would then paste by itself.
const pasteCells = (editor, view, event, slice) => {
  if (!pm.tables.isInTable(view.state)) return false;
  try {
    return pm.tables.handlePaste(view, event, slice);
  } catch {
    tell(editor, [words.noTableInTable]);
    return true;
  }
};

// A heading or a list that is pasted behind words begins on a line of its own, and keeps its first item and number.
const onItsOwnLine = (slice, view) => {
  const { $from } = view.state.selection;
  const first = slice.content.firstChild;
  const isBlock = ["heading", "bulletList", "orderedList"].includes(first?.type.name);
  const isMore = slice.content.childCount > 1 || (isBlock && first.childCount > 1);
  if (!isBlock || !isMore || $from.depth !== 1 || !$from.parent.content.size) return slice;
  return new pm.model.Slice(slice.content, 0, slice.openEnd);
};

eachEditor(({ editor }) => {
  const { editorProps } = editor.options;
  editor.setOptions({
    editorProps: {
      ...editorProps,
      transformPastedHTML: (html, view) => take(editor, html, view ?? editor.view),
      clipboardTextParser: (text, context, isPlain, view) => textAsSlice(editor, text, context, isPlain, view),
      transformPasted: (slice, view) => onItsOwnLine(slice, view ?? editor.view),
      handlePaste: (view, event, slice) => pasteCells(editor, view, event, slice),
    },
  });
});
