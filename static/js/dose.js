// What patients will read of a dose stands below its boxes, and follows what is typed. The server makes the sentences.
const WAIT = 400; // milliseconds without a key
const waiting = new WeakMap();

const typedIn = (dose) => {
  const boxes = [...dose.querySelectorAll("input")];
  const filled = boxes.filter(({ type, checked, value }) => (type === "checkbox" ? checked : value));
  return new URLSearchParams(filled.map((box) => [box.name.split("dose_").at(-1), box.value]));
};

const tell = async (dose) => {
  const typed = String(typedIn(dose));
  const response = await fetch(`${dose.dataset.saysAt}?${typed}`).catch(() => null);
  if (!response?.ok || response.redirected || typed !== String(typedIn(dose))) return;
  const { says, problems } = await response.json();
  const line = dose.querySelector(".dose-says");
  line.textContent = [...problems, ...says].join(" ") || line.dataset.nothing;
  line.classList.toggle("wrong", problems.length > 0);
};

document.addEventListener("input", ({ target }) => {
  const dose = target.closest?.(".dose");
  if (!dose) return;
  clearTimeout(waiting.get(dose));
  waiting.set(dose, setTimeout(tell, WAIT, dose));
});
