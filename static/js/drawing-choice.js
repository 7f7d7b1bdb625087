// The drawing of a step: chosen in a window that shows them all, by the exercise that they were drawn for.
const dialog = document.getElementById("drawings-window");
let answer; // what the window that is open does with the name of a drawing

const buttonOf = (name) => [...dialog.querySelectorAll(".pick")].find(({ value }) => value === name);

const pictureIn = (row) =>
  [...row.querySelectorAll(":is(.drawing-now, .picture-now) img")].find((image) => image.src);

// The closed row shows what the step looks like.
const showInSummary = (row) => {
  const name = row.querySelector("summary h3");
  const shown = pictureIn(row);
  name.querySelector("img")?.remove();
  if (!shown) return;
  const small = Object.assign(new Image(), { src: shown.src, alt: "", className: "step-picture" });
  name.prepend(small);
};

const showChosen = (choice, select) => {
  const button = buttonOf(select.value);
  const line = document.createElement("p");
  line.textContent = button?.querySelector("span").textContent ?? choice.dataset.none;
  choice.querySelector(".drawing-now").replaceChildren(line);
  if (button) {
    line.before(Object.assign(new Image(), { src: button.querySelector("img").src, alt: "" }));
  }
  choice.querySelector("[value=take_off]").hidden = !button;
};

const take = (select, name) => {
  if (select.value === name) return;
  select.value = name;
  for (const event of ["input", "change"]) select.dispatchEvent(new Event(event, { bubbles: true }));
};

// Where to begin in the window: at the drawing there is, or at the one after that of a step above.
const first = (select, list) => {
  if (select.value) return buttonOf(select.value);
  const above = [...list.querySelectorAll(".inline-related:not(.empty-form) .drawing-choice select")];
  const names = above.slice(0, above.indexOf(select)).map(({ value }) => value);
  const [, stem, number] = names.findLast(Boolean)?.match(/^(.*-)(\d+)$/) ?? [];
  return buttonOf(`${stem}${Number(number) + 1}`) ?? buttonOf(`${stem}${number}`);
};

const start = (choice) => {
  const select = choice.querySelector("select");
  const row = choice.closest(".inline-related");
  const photo = row.querySelector(".picture-choice select");
  const ownWords = row.querySelector("input[name$='-alt']");
  const [chooseButton, takeOffButton] = choice.querySelectorAll("button");
  const changed = () => {
    showChosen(choice, select);
    if (select.value && photo) take(photo, "");
    ownWords.placeholder = buttonOf(select.value)?.querySelector("span").textContent ?? "";
    showInSummary(row);
  };

  choice.role = "group";
  choice.ariaLabel = select.labels[0]?.textContent.replace(/:\s*$/, "").trim() ?? null;
  select.hidden = true;
  choice.querySelector(".picture-do").hidden = false;
  select.addEventListener("change", changed);
  photo?.addEventListener("change", () => {
    if (photo.value) take(select, "");
  });
  takeOffButton.addEventListener("click", () => {
    take(select, "");
    chooseButton.focus();
  });
  chooseButton.addEventListener("click", () => {
    answer = (name) => {
      take(select, name);
      chooseButton.focus();
    };
    for (const button of dialog.querySelectorAll(".pick")) button.ariaPressed = String(button.value === select.value);
    dialog.showModal();
    const begin = first(select, choice.closest(".inline-group"));
    begin?.focus();
    begin?.closest("section").scrollIntoView({ block: "nearest" });
  });
  new MutationObserver(() => showInSummary(row)).observe(row.querySelector(".picture-now") ?? choice, {
    childList: true,
  });
  if (ownWords && select.value) ownWords.placeholder = buttonOf(select.value)?.querySelector("span").textContent ?? "";
  showInSummary(row);
};

const startAll = (within) => {
  for (const choice of within.querySelectorAll(".drawing-choice")) {
    if (!choice.closest(".empty-form")) start(choice);
  }
};

if (dialog) {
  startAll(document);
  document.addEventListener("formset:added", ({ target }) => startAll(target));
  dialog.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    dialog.close();
    if (button.matches(".pick")) answer(button.value);
  });
}
