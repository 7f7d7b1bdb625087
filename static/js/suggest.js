// Offers phrases below a search field while somebody types.
for (const form of document.querySelectorAll("[data-suggest]")) {
  const input = form.elements.q;
  const [list, status] = form.querySelectorAll("[role=listbox], [role=status]");
  let current;
  let timer;
  let latest = 0;

  const choose = (next) => {
    current = next;
    [...list.children].forEach((row, n) => (row.ariaSelected = n === current));
    input.setAttribute("aria-activedescendant", list.children[current]?.id ?? "");
  };
  const show = (open) => {
    list.hidden = !open;
    input.ariaExpanded = open;
    choose(-1);
  };
  const close = () => {
    clearTimeout(timer);
    latest += 1;
    show(false);
  };
  const take = ({ textContent }) => {
    input.value = textContent;
    form.requestSubmit();
  };
  const option = (textContent, n) =>
    Object.assign(document.createElement("li"), { id: `${list.id}-${n}`, role: "option", textContent });
  const ask = async () => {
    const number = ++latest;
    const query = new URLSearchParams(new FormData(form));
    const answer = await (await fetch(`${form.dataset.suggest}?${query}`)).json();
    if (number !== latest) return;
    list.replaceChildren(...answer.phrases.map(option));
    show(answer.phrases.length > 0);
    status.textContent = answer.said;
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
    if (step) choose(((current + 1 + step + all) % all) - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && current >= 0) take(list.children[current]);
    else return;
    event.preventDefault();
  };
  list.onmousedown = (event) => {
    event.preventDefault();
    if (event.target !== list) take(event.target);
  };
}
