// Rows that have an order: arrows and a grip move them, in whatever form or list they stand.
// A list names in data-order what its rows are, in data-order-name where a row has its name, and, if its rows are
// moved only among those that have something in common, in data-order-within where that stands.
import { drag } from "./drag.js";

const ORDER = "input[name$='-order']";

const listOf = (inside) => inside.closest("[data-order]");

const rowsOf = (list) => [...list.querySelectorAll(list.dataset.order)].filter((row) => !row.hidden);

const wordsIn = (field) => (field?.value ?? field?.textContent ?? "").trim();

// What stands in a list that one is chosen of, not what it sends.
const nameIn = (field) => (field?.value && field.selectedOptions?.[0].text.trim()) || wordsIn(field);

const groupOf = (row, { orderWithin }) => (orderWithin ? wordsIn(row.querySelector(orderWithin)) : "");

// The rows among which this one is moved, itself too.
const peersOf = (row) => {
  const list = listOf(row);
  const group = groupOf(row, list.dataset);
  return rowsOf(list).filter((other) => groupOf(other, list.dataset) === group);
};

const nameOf = (row, { orderName, orderUnnamed }) => nameIn(row.querySelector(orderName)) || orderUnnamed;

// "Move “#” up" with the name; a function, for a name may have signs that mean something to replace().
const said = (words, name) => words.replace("#", () => name);

// The name of a row stands on its buttons and, for the rows of a form, on top of it when it is closed.
const describe = (row, peers) => {
  const { dataset } = listOf(row);
  const name = nameOf(row, dataset);
  const label = row.querySelector(".inline_label");
  if (label && label.textContent !== name) label.textContent = name;
  row.querySelector(".order-tools").hidden = peers.length < 2;
  for (const button of row.querySelectorAll(".move")) {
    const end = button.value === "up" ? peers[0] : peers.at(-1);
    button.ariaLabel = button.title = said(button.dataset.words, name);
    button.ariaDisabled = String(end === row);
  }
};

const addTools = (row, list) => {
  if (row.querySelector(".order-tools")) return;
  const { content } = list.querySelector("template.order-parts");
  (row.querySelector(":scope > .field-order") ?? row).append(content.cloneNode(true));
};

// [[row]], those that are moved among each other together
const groupsOf = (list) => {
  const groups = new Map();
  for (const row of rowsOf(list)) {
    const group = groupOf(row, list.dataset);
    groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  return [...groups.values()];
};

const describeAll = (list) => {
  for (const peers of groupsOf(list)) {
    for (const row of peers) {
      addTools(row, list);
      describe(row, peers);
    }
  }
};

const writeNumbers = (list) =>
  rowsOf(list).forEach((row, index) => {
    const box = row.querySelector(ORDER);
    if (box) box.value = index + 1;
  });

const tellPlace = (list, row, peers) => {
  const news = list.querySelector(".order-news");
  const words = said(news.dataset.words, nameOf(row, list.dataset));
  news.textContent = words.replace("%1", peers.indexOf(row) + 1).replace("%2", peers.length);
};

// In a list of its own the order is all that there is to save.
const showSave = (list, isShown) => {
  const button = list.closest("#changelist-form")?.querySelector("[name=_save]");
  if (button) button.hidden = !isShown;
};

const settle = (row) => {
  const list = listOf(row);
  writeNumbers(list);
  showSave(list, true);
  tellPlace(list, row, peersOf(row));
  row.classList.add("just-moved");
  setTimeout(() => row.classList.remove("just-moved"), 1500);
  row.dispatchEvent(new Event("input", { bubbles: true }));
};

const moveTo = (row, place) => {
  const others = peersOf(row).filter((other) => other !== row);
  if (place < others.length) others[place].before(row);
  else others.at(-1).after(row);
  settle(row);
};

// The arrow that was pressed keeps the focus, and its place below the pointer as far as the page can scroll.
const moveByArrow = (button) => {
  const row = button.closest(listOf(button).dataset.order);
  if (button.ariaDisabled === "true") return;
  const { top } = button.getBoundingClientRect();
  moveTo(row, peersOf(row).indexOf(row) + (button.value === "up" ? -1 : 1));
  button.focus({ preventScroll: true });
  scrollBy({ top: button.getBoundingClientRect().top - top, behavior: "instant" });
};

// After a mistake, or of words put back, the page shows the rows as they were numbered before they were moved.
const sort = (list) => {
  const place = (row) => Number(row.querySelector(ORDER)?.value || Infinity);
  for (const peers of groupsOf(list)) {
    const sorted = [...peers].sort((one, other) => place(one) - place(other));
    if (sorted.some((row, index) => row !== peers[index])) peers[0].before(...sorted);
  }
};

for (const list of document.querySelectorAll("[data-order]")) {
  sort(list);
  describeAll(list);
  showSave(list, false);
  list.addEventListener("input", ({ target }) => {
    const { order, orderName, orderWithin = order } = list.dataset; // a row itself: moved, or taken out
    if (target.matches([order, orderName, orderWithin].join())) describeAll(list);
  });
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("button.move");
    if (button) moveByArrow(button);
  });
  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button !== 0 || !event.isPrimary) return;
    const row = grip.closest(list.dataset.order);
    drag(grip, row, peersOf(row), event, (place) => moveTo(row, place));
  });
}

const onRowAdded = ({ target }) => {
  const list = listOf(target);
  if (!list) return;
  writeNumbers(list);
  describeAll(list);
};

document.addEventListener("formset:added", onRowAdded);
document.addEventListener("formset:removed", () => {
  for (const list of document.querySelectorAll("[data-order]")) describeAll(list);
});
