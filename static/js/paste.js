// Clean text from Word and Google Docs: headings, lists, bold and links stay, the rest goes.
const MARKS = [
  [/font-weight:\s*(bold|[6-9]00)/, "strong"],
  [/vertical-align:\s*super/, "sup"],
  [/vertical-align:\s*sub/, "sub"],
];

const OUR_CLASS = /^sure-/; // how sure we are of a paragraph or a row

const rename = (node, tag) => {
  const renamed = document.createElement(tag);
  renamed.append(...node.childNodes);
  node.replaceWith(renamed);
};

// Word puts lists on the clipboard as paragraphs with a bullet typed in.

const pastedList = (tag) => {
  const list = document.createElement(tag);
  list.dataset.pasted = "true";
  return list;
};

const listBefore = (line, tag, level) => {
  const list = line.previousElementSibling;
  if (list?.dataset.pasted && (level > 1 || list.tagName === tag)) return list;
  const newList = pastedList(tag);
  line.before(newList);
  return newList;
};

const innerList = (item, tag) => {
  const list = item.lastElementChild;
  if (list?.dataset.pasted) return list;
  const newList = pastedList(tag);
  item.append(newList);
  return newList;
};

const addToList = (line, tag, level) => {
  let list = listBefore(line, tag, level);
  for (let depth = 1; depth < level && list.lastElementChild; depth += 1) {
    list = innerList(list.lastElementChild, tag);
  }
  const paragraph = document.createElement("p");
  paragraph.append(...line.childNodes);
  const item = document.createElement("li");
  item.append(paragraph);
  list.append(item);
  line.remove();
};

const makeWordLists = (page) => {
  for (const line of page.querySelectorAll("p[data-style*='mso-list']")) {
    const bullet = line.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']");
    if (!bullet) continue;
    const tag = /^\s*\w{1,4}[.)]/.test(bullet.textContent) ? "OL" : "UL";
    const level = Number(/level(\d)/.exec(line.dataset.style)?.[1] ?? 1);
    bullet.remove();
    addToList(line, tag, level);
  }
};

const isNotBold = (wrap) => /(^|;)\s*font-weight:\s*normal/.test(wrap.dataset.style);

const clean = (pasted) => {
  // Styles are read as data: applying them, even here, is against the content security policy.
  const styleless = pasted
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/(<[^>]*\s)style=/gi, "$1data-style=");
  const page = new DOMParser().parseFromString(styleless, "text/html");
  const junk = page.querySelectorAll("script, meta, link, title, xml, img:not([data-file])");
  for (const element of junk) element.remove();
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
  makeWordLists(page);
  return page.body.innerHTML;
};

document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
  const { editorProps } = editor.options;
  editor.setOptions({ editorProps: { ...editorProps, transformPastedHTML: clean } });
});
