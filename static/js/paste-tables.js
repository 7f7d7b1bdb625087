// Pasted tables: a head if the first row looks like one, and never a table in a table.
import { pm } from "django-prose-editor/editor";

const retag = (cell, tag) => {
  const renamed = document.createElement(tag);
  for (const name of ["colspan", "rowspan"]) {
    if (cell.hasAttribute(name)) renamed.setAttribute(name, cell.getAttribute(name));
  }
  renamed.append(...cell.childNodes);
  cell.replaceWith(renamed);
};

const isBold = (cell) => {
  const words = cell.textContent.trim();
  const bold = [...cell.querySelectorAll("b, strong")].filter((part) => !part.parentElement.closest("b, strong"));
  return words !== "" && bold.map((part) => part.textContent).join("").trim() === words;
};

// Word knows no cells that are heads: there a first row in bold is meant as one.
const makeHead = (table) => {
  const [first, second] = table.rows;
  if (!second || table.querySelector("th") || ![...first.cells].every(isBold)) return;
  for (const bold of first.querySelectorAll("b, strong")) bold.replaceWith(...bold.childNodes);
  for (const cell of [...first.cells]) retag(cell, "th");
};

const flatten = (inner) => {
  const paragraphs = [...inner.querySelectorAll("td, th")]
    .filter((cell) => !cell.querySelector("table") && cell.textContent.trim())
    .map((cell) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = cell.textContent.trim();
      return paragraph;
    });
  inner.replaceWith(...paragraphs);
};

// Makes plain paragraphs of tables in cells; says whether there were any.
export const mendTables = (page) => {
  const inner = page.querySelectorAll("table table");
  for (const table of [...inner].filter((each) => !each.querySelector("table"))) flatten(table);
  if (page.querySelector("table table")) mendTables(page);
  for (const table of page.querySelectorAll("table")) makeHead(table);
  return inner.length > 0;
};

// Merged cells would not fit into the cells that are there: each becomes one cell and empty ones.
const splitMerged = (table) => {
  const grid = [];
  [...table.rows].forEach((row, y) => {
    grid[y] ??= [];
    let x = 0;
    for (const cell of [...row.cells]) {
      while (grid[y][x]) x += 1;
      for (let down = 0; down < Math.min(cell.rowSpan || 1, table.rows.length - y); down += 1) {
        grid[y + down] ??= [];
        for (let right = 0; right < Math.min(cell.colSpan, 100); right += 1) {
          grid[y + down][x + right] = down || right ? document.createElement("td") : cell;
        }
      }
    }
    for (const cell of row.cells) {
      cell.removeAttribute("colspan");
      cell.removeAttribute("rowspan");
    }
  });
  [...table.rows].forEach((row, y) => row.replaceChildren(...grid[y]));
};

// A table alone is merged into the table around the caret; false: it cannot be.
export const fitsIntoTable = (page, view) => {
  const tables = [...page.querySelectorAll("table")];
  if (!tables.length || !pm.tables.isInTable(view.state)) return true;
  const rest = page.body.cloneNode(true);
  for (const table of rest.querySelectorAll("table")) table.remove();
  if (tables.length > 1 || rest.textContent.trim()) return false;
  splitMerged(tables[0]);
  return true;
};
