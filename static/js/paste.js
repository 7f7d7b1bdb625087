// Clean text from Word and Google Docs: headings, lists, bold and links stay, the rest goes.
const rename = (node, tag) => {
  const renamed = document.createElement(tag);
  renamed.append(...node.childNodes);
  node.replaceWith(renamed);
};

const MARKS = [[/font-weight:\s*(bold|[6-9]00)/, "strong"], [/vertical-align:\s*super/, "sup"], [/vertical-align:\s*sub/, "sub"]];

const tidy = (pasted) => {
  // Styles are read as data: applying them, even here, is against the content security policy.
  const bare = pasted.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/(<[^>]*\s)style=/gi, "$1data-style=");
  const page = new DOMParser().parseFromString(bare, "text/html");
  for (const junk of page.querySelectorAll("script, meta, link, title, xml, img:not([data-file])")) junk.remove();
  for (const wrap of page.querySelectorAll("b")) if (/(^|;)\s*font-weight:\s*normal/.test(wrap.dataset.style)) wrap.replaceWith(...wrap.childNodes);
  for (const span of page.querySelectorAll("span[data-style]")) {
    const mark = MARKS.find(([style]) => style.test(span.dataset.style));
    if (mark) rename(span, mark[1]);
  }
  for (const heading of page.querySelectorAll("h1")) rename(heading, "h2");
  for (const heading of page.querySelectorAll("h4, h5, h6")) rename(heading, "h3");
  wordLists(page);
  return page.body.innerHTML;
};

document.addEventListener("prose-editor:ready", ({ detail: { editor } }) =>
  editor.setOptions({ editorProps: { ...editor.options.editorProps, transformPastedHTML: tidy } }),
);
