// Offers pages below a search field while somebody types; the one that is chosen opens.
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
  const take = ({ dataset }) => location.assign(dataset.address);
  const option = ({ title, address, kind, label }, n) => {
    const row = document.createElement("li");
    Object.assign(row, { id: `${list.id}-${n}`, role: "option", className: kind, textContent: title });
    row.dataset.address = address;
    if (label) row.append(Object.assign(document.createElement("small"), { textContent: label }));
    return row;
  };
  const ask = async () => {
    const number = ++latest;
    const query = new URLSearchParams(new FormData(form));
    const answer = await (await fetch(`${form.dataset.suggest}?${query}`)).json();
    if (number !== latest) return;
    list.replaceChildren(...answer.suggestions.map(option));
    show(answer.suggestions.length > 0);
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
  list.onmousedown = (event) => event.preventDefault();
  list.onclick = ({ target }) => {
    const row = target.closest("[role=option]");
    if (row) take(row);
  };
}
