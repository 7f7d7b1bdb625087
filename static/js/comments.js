// Comments beside a text: the words they are about are marked in it, and what was selected is quoted.
const LONGEST = 300; // letters of a quote, see content/models/publishing/comments.py

// The part of the text that stands before its comments
const partOf = (element) => element.closest(".beside")?.previousElementSibling;

const textNodes = (part) => {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
};

// The range of these words in a part, whatever elements they run through
const find = (words, part) => {
  const nodes = textNodes(part);
  const start = nodes.map(({ data }) => data).join("").indexOf(words);
  if (!words || start < 0) return [];
  const range = new Range();
  let before = 0;
  for (const node of nodes) {
    const after = before + node.length;
    if (before <= start && start < after) range.setStart(node, start - before);
    if (before < start + words.length && start + words.length <= after) {
      range.setEnd(node, start + words.length - before);
    }
    before = after;
  }
  return [range];
};

const quotes = [...document.querySelectorAll(".beside article.say > blockquote")];
const ranges = quotes.flatMap((quote) => find(quote.textContent, partOf(quote) ?? quote));
if (CSS.highlights && ranges.length) CSS.highlights.set("quoted", new Highlight(...ranges));

let selected = { words: "", node: null };

document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  if (!selection.isCollapsed) selected = { words: selection.toString().trim(), node: selection.anchorNode };
});

const onToggle = ({ target }) => {
  if (!target.matches(".add-say[open]")) return;
  const quote = target.querySelector("[name^='quote:']");
  const { words, node } = selected;
  const isUntouched = quote && quote.value === quote.defaultValue;
  if (isUntouched && words.length <= LONGEST && partOf(target).contains(node)) quote.value = words;
};

document.addEventListener("toggle", onToggle, true);
