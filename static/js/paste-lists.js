// Lists from Word, which puts them on the clipboard as paragraphs with a bullet typed in.
const wordLists = (page) => {
  for (const line of page.querySelectorAll("p[data-style*='mso-list']")) {
    const marker = line.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']");
    if (!marker) continue;
    const tag = /^\s*\w{1,4}[.)]/.test(marker.textContent) ? "OL" : "UL";
    const level = Number(/level(\d)/.exec(line.dataset.style)?.[1] ?? 1);
    marker.remove();
    let list = line.previousElementSibling;
    if (!list?.dataset.pasted || (level === 1 && list.tagName !== tag)) {
      list = document.createElement(tag);
      list.dataset.pasted = "true";
      line.before(list);
    }
    for (let depth = 1; depth < level; depth += 1) {
      const last = list.lastElementChild;
      if (!last) break;
      const inner = last.lastElementChild;
      list = inner?.dataset.pasted ? inner : document.createElement(tag);
      list.dataset.pasted = "true";
      if (list !== inner) last.append(list);
    }
    const item = document.createElement("li");
    const text = document.createElement("p");
    text.append(...line.childNodes);
    item.append(text);
    list.append(item);
    line.remove();
  }
};
