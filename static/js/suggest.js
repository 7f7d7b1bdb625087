// Offers phrases below a search field while somebody types.
for (const form of document.querySelectorAll("[data-suggest]")) {
  const input = form.elements.q;
  const [list, said] = form.querySelectorAll("[role=listbox], [role=status]");
  let at, timer, latest = 0;

  const choose = (next) => {
    at = next;
    [...list.children].forEach((row, n) => (row.ariaSelected = n === at));
    input.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
  };
  const show = (open) => {
    list.hidden = !open;
    input.ariaExpanded = open;
    choose(-1);
  };
  const close = () => {
    clearTimeout(timer);
    latest++;
    show(false);
  };
  const take = ({ textContent }) => {
    input.value = textContent;
    form.requestSubmit();
  };
  const option = (textContent, n) =>
    Object.assign(document.createElement("li"), { id: `${list.id}-${n}`, role: "option", textContent });
  const ask = async () => {
    const mine = ++latest;
    const typed = new URLSearchParams(new FormData(form));
    const found = await (await fetch(`${form.dataset.suggest}?${typed}`)).json();
    if (mine !== latest) return;
    list.replaceChildren(...found.phrases.map(option));
    show(found.phrases.length > 0);
    said.textContent = found.said;
  };

  input.role = "combobox";
  input.ariaAutoComplete = "list";
  input.setAttribute("aria-controls", list.id);
  close();
  input.oninput = () => {
    close();
    if (input.value.trim()[1]) timer = setTimeout(() => ask().catch(close), 200);
  };
  input.onblur = close;
  input.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = list.children.length + 1;
    if (list.hidden) return;
    if (step) choose(((at + 1 + step + all) % all) - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && at >= 0) take(list.children[at]);
    else return;
    event.preventDefault();
  };
  list.onmousedown = (event) => {
    event.preventDefault();
    if (event.target !== list) take(event.target);
  };
}
