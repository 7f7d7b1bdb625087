// Pasted lists: those of Word, and lists that lack an item of their own.

// Word puts lists on the clipboard as paragraphs with a bullet typed in.

const pastedList = (tag, number) => {
  const list = document.createElement(tag);
  list.dataset.pasted = "true";
  if (number > 1) list.setAttribute("start", number);
  return list;
};

const listBefore = (line, tag, level, number) => {
  const list = line.previousElementSibling;
  if (list?.dataset.pasted && (level > 1 || list.tagName === tag)) return list;
  const newList = pastedList(tag, level === 1 ? number : 1);
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

const addToList = (line, tag, level, number) => {
  let list = listBefore(line, tag, level, number);
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

export const makeWordLists = (page) => {
  for (const line of page.querySelectorAll("p[data-style*='mso-list']")) {
    const bullet = line.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']");
    if (!bullet) continue;
    const marker = bullet.textContent.trim();
    const tag = /^\(?\w{1,4}[.)]/.test(marker) ? "OL" : "UL";
    const number = Number(/\d+/.exec(marker)?.[0] ?? 1);
    const level = Number(/level(\d)/.exec(line.dataset.style)?.[1] ?? 1);
    bullet.remove();
    addToList(line, tag, level, number);
  }
};

// Every list within a list belongs to an item that has words.

const isList = (node) => /^[UO]L$/.test(node?.tagName);
const isBlock = (node) => isList(node) || /^(TABLE|FIGURE)$/.test(node?.tagName);

const firstThing = (item) => [...item.childNodes].find((node) => node.tagName || node.textContent.trim());

const joinPrevious = (item, things) => {
  const previous = item.previousElementSibling;
  if (previous?.tagName !== "LI") return false;
  item.remove();
  previous.append(...things);
  return true;
};

// What stands in the list instead of an item splits the list in two.
const splitAround = (item, thing) => {
  const list = item.parentElement;
  const rest = list.cloneNode(false);
  const before = [...list.children].indexOf(item);
  while (item.nextElementSibling) rest.append(item.nextElementSibling);
  if (list.tagName === "OL") rest.setAttribute("start", Number(list.getAttribute("start") ?? 1) + before);
  list.after(thing, rest);
  if (!item.textContent.trim()) item.remove();
  for (const part of [list, rest]) if (!part.children.length) part.remove();
};

export const mendLists = (page) => {
  for (let list; (list = page.querySelector(":is(ul, ol) > :is(ul, ol)")); ) {
    if (!joinPrevious(list, [list])) list.replaceWith(...list.childNodes);
  }
  const items = () => [...page.querySelectorAll("li")];
  for (let item; (item = items().find((each) => isBlock(firstThing(each)))); ) {
    const thing = firstThing(item);
    if (!isList(thing)) splitAround(item, thing);
    else if (!joinPrevious(item, [...item.childNodes])) item.replaceWith(...thing.childNodes);
  }
  for (const item of items().reverse()) {
    if (!item.textContent.trim() && !item.querySelector("img")) item.remove();
  }
};
