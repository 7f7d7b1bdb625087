// A row that is dragged by its grip. Nothing is moved before it is let go, so that the grip keeps the pointer: until
// then the rows are only shown moved.
const EDGE = 90; // pixels above and below, where a row that is dragged makes the page scroll
const STEP = 14; // pixels a frame
const REACH = 40; // pixels from the pointer to the edge of the row that it drags, at most

const onPage = (y) => y + scrollY;

const boxOf = (row) => {
  const { top, bottom } = row.getBoundingClientRect();
  return { top: onPage(top), bottom: onPage(bottom), middle: onPage((top + bottom) / 2) };
};

const shift = (row, pixels) => {
  row.style.translate = pixels ? `0 ${pixels}px` : "";
};

class Drag {
  listening = new AbortController();

  constructor(row, rows, start) {
    Object.assign(this, { row, rows, boxes: rows.map(boxOf), from: rows.indexOf(row) });
    this.startY = onPage(start.clientY);
    this.pointerY = start.clientY;
    // A row makes way when the edge that comes nearer has passed its middle; an open row is taken for a low one.
    const { top, bottom } = this.boxes[this.from];
    this.above = Math.min(this.startY - top, REACH);
    this.below = Math.min(bottom - this.startY, REACH);
    row.classList.add("dragged");
  }

  // Where the row would stand if it were let go now.
  get place() {
    const { from } = this;
    const y = onPage(this.pointerY);
    const isPast = ({ middle }, index) => middle < y + (index < from ? -this.above : this.below);
    return this.boxes.filter((box, index) => index !== from && isPast(box, index)).length;
  }

  show() {
    const { boxes, from, place } = this;
    const down = boxes[from].top - boxes[from + 1]?.top;
    const up = boxes[from].bottom - boxes[from - 1]?.bottom;
    this.rows.forEach((row, index) => {
      if (index === from) shift(row, onPage(this.pointerY) - this.startY);
      else if (index > from && index <= place) shift(row, down);
      else if (index < from && index >= place) shift(row, up);
      else shift(row, 0);
    });
  }

  scroll = () => {
    if (this.pointerY < EDGE) scrollBy({ top: -STEP, behavior: "instant" });
    else if (this.pointerY > innerHeight - EDGE) scrollBy({ top: STEP, behavior: "instant" });
    this.show();
    this.frame = requestAnimationFrame(this.scroll);
  };

  end() {
    this.listening.abort();
    cancelAnimationFrame(this.frame);
    this.row.classList.remove("dragged");
    for (const row of this.rows) shift(row, 0);
  }
}

// Follows the pointer until it lets go; then onDrop is called with the new place of the row, if it has one.
export const drag = (grip, row, rows, start, onDrop) => {
  const dragged = new Drag(row, rows, start);
  const { signal } = dragged.listening;
  const follow = ({ clientY }) => {
    dragged.pointerY = clientY;
  };
  const drop = (event) => {
    follow(event);
    const { from, place } = dragged;
    dragged.end();
    if (place !== from) onDrop(place);
  };
  start.preventDefault();
  grip.setPointerCapture(start.pointerId);
  grip.addEventListener("pointermove", follow, { signal });
  grip.addEventListener("pointerup", drop, { signal });
  grip.addEventListener("pointercancel", () => dragged.end(), { signal });
  addEventListener("keydown", ({ key }) => key === "Escape" && dragged.end(), { signal });
  dragged.scroll();
};
