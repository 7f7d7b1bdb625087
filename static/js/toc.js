// Marks the part being read in the list "On this page".
const links = new Map(
  [...document.querySelectorAll(".toc.wide a")].map((link) => [document.getElementById(link.hash.slice(1)), link]),
);
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
  mark();
}
