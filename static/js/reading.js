// Opens the answer that an address points to, and every answer for printing; marks the part being read.
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

let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details.q:not([open])")];
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
