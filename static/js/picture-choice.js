// A field that asks for a picture: it is chosen in a window of the library, and shown with what the library says.
const OWN_WORDS = "input[name$='-alt']"; // of a row

const showChosen = async (choice, select) => {
  const { library, none } = choice.dataset;
  const picture = select.value;
  const response = picture ? await fetch(`${library}${picture}/says/`).catch(() => ({})) : {};
  const found = response.ok && !response.redirected;
  if (picture !== select.value || (picture && !found)) return;
  const { address, alt = "", says = none } = found ? await response.json() : {};
  const line = document.createElement("p");
  line.textContent = says;
  choice.querySelector(".picture-now").replaceChildren(line);
  if (address) line.before(Object.assign(new Image(240), { src: address, alt }));
  choice.querySelector("[value=take_off]").hidden = !picture;
  // What a text says of it instead: as long as nothing is typed there, the words of the library.
  const ownWords = document.getElementById(`${select.id}_alt`) ?? choice.closest("fieldset")?.querySelector(OWN_WORDS);
  if (ownWords) ownWords.placeholder = alt;
};

const take = (select, id) => {
  if (![...select.options].some(({ value }) => value === id)) select.append(new Option(id, id));
  select.value = id;
  for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true }));
};

const start = (choice) => {
  const select = choice.querySelector("select");
  const [chooseButton, takeOffButton] = choice.querySelectorAll("button");
  let picker;

  choice.role = "group";
  choice.ariaLabel = select.labels[0]?.textContent.replace(/:\s*$/, "").trim() ?? null;
  select.hidden = true;
  choice.querySelector(".picture-do").hidden = false;

  select.addEventListener("change", () => showChosen(choice, select));
  chooseButton.addEventListener("click", () => {
    picker = window.open(choice.dataset.picker, "_blank", "width=800,height=700");
  });
  takeOffButton.addEventListener("click", () => {
    take(select, "");
    chooseButton.focus();
  });
  addEventListener("message", ({ data, origin, source }) => {
    if (origin !== location.origin || !picker || source !== picker || !data.picture) return;
    take(select, String(data.picture.id));
    chooseButton.focus();
  });
};

const startAll = (within) => {
  for (const choice of within.querySelectorAll(".picture-choice")) {
    if (!choice.closest(".empty-form")) start(choice);
  }
};

startAll(document);
document.addEventListener("formset:added", ({ target }) => startAll(target));
