// Plain text from a PDF or of Markdown as HTML: lines joined, lists, headings, tables, links and bold.
const BULLET = /^(\s*)[•◦▪●○■–*+·‣-]\s+(?=\S)/;
const NUMBER = /^(\s*)\(?(\d{1,3})[.)]\s+(?=\S)/;
const HEADING = /^\s{0,3}(#{1,6})\s+(.+?)\s*#*\s*$/;
const RULE = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/;
const TABLE_RULE = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/;
const BROKEN_WORD = /\p{L}-$/u;
// Words that keep their hyphen when a line breaks after it.
const KEEPS_HYPHEN =
  /(?:^|\s)(?:self|well|non|long|short|low|high|half|full|part|follow|one|two|three|four|first|post|pre|over)-$/i;
const NARROWEST = 40; // letters; shorter lines were not broken by a margin
const FULL = 0.75; // of the longest line: shorter ones end a paragraph

const escaped = (words) =>
  words.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

// The signs of Markdown within a line.
const inline = (words) =>
  escaped(words)
    .replace(/!\[([^\]]*)\]\([^)\s]*\)/g, (_all, alt) => `<img src="" alt="${alt}">`)
    .replace(/\[([^\]]+)\]\(([^)\s]+)(?:\s+&quot;[^)]*&quot;)?\)/g, '<a href="$2">$1</a>')
    .replace(/&lt;(https?:\/\/[^\s<>]+?)&gt;/g, '<a href="$1">$1</a>')
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, "<strong>$2</strong>")
    .replace(/(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])/g, "<em>$1</em>")
    .replace(/(?<!\w)_(?=[^\s_])([^_]+?)(?<=\S)_(?!\w)/g, "<em>$1</em>")
    .replace(/`([^`]+)`/g, "$1");

const startsBlock = (line) => [BULLET, NUMBER, HEADING, RULE].some((sign) => sign.test(line)) || line.includes("|");

// Does a line go on in the next one?
const goesOn = (line, next, width) => {
  if (startsBlock(next)) return false;
  if (BROKEN_WORD.test(line)) return true;
  if (/^\s*\p{Ll}/u.test(next) && !/[.!?:;]$/.test(line)) return true;
  return width >= NARROWEST && line.length >= width * FULL;
};

const joined = (line, next) => {
  if (!BROKEN_WORD.test(line)) return `${line} ${next.trim()}`;
  return (KEEPS_HYPHEN.test(line) || !/^\s*\p{Ll}/u.test(next) ? line : line.slice(0, -1)) + next.trim();
};

const joinLines = (lines) => {
  const width = Math.max(...lines.map((line) => line.length));
  const whole = [];
  let before = ""; // the line as it was broken
  for (const line of lines) {
    const isHeading = HEADING.test(before) || RULE.test(before) || before.includes("|");
    if (before && line.trim() && !isHeading && goesOn(before.trimEnd(), line, width)) {
      whole.push(joined(whole.pop().trimEnd(), line));
    } else {
      whole.push(line);
    }
    before = line;
  }
  return whole;
};

const cellsOf = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

const table = (rows) => {
  const row = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}>${inline(cell)}</${tag}>`).join("")}</tr>`;
  const [head, , ...rest] = rows;
  const width = cellsOf(head).length;
  const fit = (line) => [...cellsOf(line), ...Array(width).fill("")].slice(0, width);
  const body = rest.map((line) => row(fit(line), "td")).join("");
  return `<table><tbody>${row(cellsOf(head), "th")}${body}</tbody></table>`;
};

// Lists, one within the other by how far their lines are set in.

const itemOf = (line) => {
  const bullet = BULLET.exec(line);
  const [sign, indent, number] = bullet ?? NUMBER.exec(line) ?? [];
  if (sign === undefined) return null;
  const words = line.slice(sign.length);
  return { tag: bullet ? "ul" : "ol", indent: indent.replace(/\t/g, "    ").length, number: Number(number), words };
};

const list = (items) => {
  let html = "";
  const open = [];
  const close = () => {
    html += `</li></${open.pop().tag}>`;
  };
  for (const item of items) {
    while (open.length && open.at(-1).indent > item.indent + 1) close();
    const last = open.at(-1);
    const isSame = last && item.indent <= last.indent + 1;
    if (isSame && last.tag !== item.tag) close();
    if (isSame && open.at(-1) === last) html += "</li>";
    else {
      html += item.number > 1 ? `<ol start="${item.number}">` : `<${item.tag}>`;
      open.push(item);
    }
    html += `<li><p>${inline(item.words)}</p>`;
  }
  while (open.length) close();
  return html;
};

const heading = (line) => {
  const [, signs, words] = HEADING.exec(line);
  const tag = signs.length < 3 ? "h2" : "h3";
  return `<${tag}>${inline(words)}</${tag}>`;
};

const paragraph = (line) => `<p>${inline(line.replace(/^\s*(>\s?)+/, "").trim())}</p>`;

const takeWhile = (lines, isWanted) => {
  const end = lines.findIndex((line) => !isWanted(line));
  return lines.splice(0, end < 0 ? lines.length : end);
};

// Plain text as HTML; null if it is one line, which goes where the caret is.
export const htmlOf = (text) => {
  const written = text.replace(/\r\n?/g, "\n").replace(/\f/g, "\n\n").trimEnd();
  if (!written.trim().includes("\n")) return null;
  const parts = written.split(/\n\s*\n/).map((part) => part.split("\n").filter((line) => line.trim()));
  const lines = parts.flatMap((part) => [...joinLines(part), ""]);
  let html = "";
  while (lines.length) {
    const [line, next] = lines;
    if (!line.trim() || RULE.test(line)) lines.shift();
    else if (line.includes("|") && TABLE_RULE.test(next ?? "") && next.includes("-")) {
      html += table(takeWhile(lines, (row) => row.includes("|")));
    } else if (HEADING.test(line)) html += heading(lines.shift());
    else if (itemOf(line)) {
      const items = [];
      while (lines.length && (itemOf(lines[0]) || (!lines[0].trim() && itemOf(lines[1] ?? "")))) {
        items.push(itemOf(lines.shift()));
      }
      html += list(items.filter(Boolean));
    } else html += paragraph(lines.shift());
  }
  return html;
};
