// The sentences before and after a small correction are shown while it is typed.
const box = document.getElementById("sentences");
const fields = ["wrong", "right"].map((name) => document.getElementById(`id_${name}`));

let pause;
let asked = 0;

const show = async () => {
  const [wrong, right] = fields.map((field) => field.value.trim());
  asked += 1;
  const number = asked;
  if (!wrong || !right) {
    box.replaceChildren();
    return;
  }
  try {
    const response = await fetch(`${box.dataset.address}?${new URLSearchParams({ wrong, right })}`);
    if (!response.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const sentences = page.getElementById("sentences");
    if (sentences && number === asked) box.replaceChildren(...sentences.children);
  } catch {
    // Offline: the button says what is wrong.
  }
};

if (box) {
  for (const field of fields) {
    field.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(show, 400);
    });
  }
}
