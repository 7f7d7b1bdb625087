// Opens the answer that an address points to, and every answer for printing; marks the part being read; keeps the
// bar of a phone out of the way.
const show = () => {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const question = target && target.closest("details");
  if (question && !question.open) {
    question.open = true;
    target.scrollIntoView();
  }
};
addEventListener("hashchange", show);
show();

// A source opens where it is cited; without this its number leads to the list of sources.
const note = document.createElement("span");
note.className = "source-note";
note.popover = "auto";
let number, wasOpen;
note.addEventListener("beforetoggle", (event) => number.setAttribute("aria-expanded", event.newState === "open"));
const keep = () => {
  wasOpen = note.matches(":popover-open") ? number : null; // a tap outside closes it before the click
};
addEventListener("pointerdown", keep, true);
addEventListener("keydown", keep, true);
addEventListener("click", (event) => {
  const clicked = event.target.closest?.(".cite");
  const source = clicked?.pathname === location.pathname && document.getElementById(clicked.hash.slice(1));
  if (!source || event.ctrlKey || event.metaKey || event.shiftKey || !note.showPopover) return;
  event.preventDefault();
  if (note.matches(":popover-open")) note.hidePopover();
  if (wasOpen === clicked) return;
  number = clicked;
  const copy = source.cloneNode(true);
  copy.querySelector(".back")?.remove();
  note.replaceChildren(`${number.textContent} `, ...copy.childNodes);
  number.after(note);
  note.showPopover();
});

let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".q:not([open]), .sources:not([open]), .fold:not([open])")];
  for (const question of opened) question.open = true;
});
addEventListener("afterprint", () => {
  for (const question of opened) question.open = false;
});

// The part being read, in the list "On this page"; narrow screens show that folded up, above the text.
const listed = matchMedia("(min-width: 64rem)").matches ? document.querySelectorAll(".toc.wide a") : [];
const links = new Map([...listed].map((link) => [document.getElementById(link.hash.slice(1)), link]));
links.delete(null);

const mark = () => {
  let current;
  for (const [heading, link] of links) {
    link.removeAttribute("aria-current");
    if (heading.getBoundingClientRect().top < innerHeight / 3) current = link;
  }
  current?.setAttribute("aria-current", "true");
};

if (links.size) {
  const watcher = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
  for (const heading of links.keys()) watcher.observe(heading);
}

// On a phone "On this page" opens over the text: it closes once a part is chosen. The bar with the number steps
// aside while a card says to call 911.
const contents = document.querySelector(".toc.narrow");
contents?.addEventListener("click", (event) => {
  if (event.target.closest("a")) contents.open = false;
});
contents?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !contents.open) return;
  contents.open = false;
  contents.querySelector("summary").focus();
});

const emergencies = new Set();
const barWatcher = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) emergencies[isIntersecting ? "add" : "delete"](target);
  document.documentElement.classList.toggle("emergency-in-view", emergencies.size > 0);
});
for (const card of document.querySelectorAll(".care.emergency")) barWatcher.observe(card);
