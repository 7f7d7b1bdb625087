// Takes away what is right only until a moment, such as "Open until 7 p.m.", when a page stays open longer.
let timer;

const look = () => {
  clearTimeout(timer);
  let next = Infinity;
  for (const part of document.querySelectorAll("[data-until]")) {
    const left = Date.parse(part.dataset.until) - Date.now();
    if (left > 0) next = Math.min(next, left);
    else part.remove();
  }
  if (next < Infinity) timer = setTimeout(look, next + 500);
};

// A page that slept in another tab, or comes back from the history, has missed its timer.
addEventListener("pageshow", look);
document.addEventListener("visibilitychange", look);
look();
