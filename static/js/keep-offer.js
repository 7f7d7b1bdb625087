// Offers what this computer holds and the desk never got, as after a crash.
addEventListener("DOMContentLoaded", () => {
  const said = document.getElementById("said");
  if (!said?.dataset.keep) return;
  const form = said.closest("form");
  const copy = copyOf(form, said);
  const { saved } = said.dataset;
  let held;
  try {
    // What was saved by the page before this one may have been typed at another address, as a new text is.
    for (const key of Object.keys(localStorage)) if (saved && localStorage[key].includes(`"${saved}"`)) localStorage.removeItem(key);
    held = copy.read();
  } catch {} // not ours, or not allowed
  if (!held) return;
  const text = (boxes) => JSON.stringify(boxes.filter(([name]) => !["version", "revision", "window"].includes(name)));
  const arrived = held.sent && held.boxes.find(([name]) => name === "window")?.[1] === form.elements.window.value;
  if (arrived || text(held.boxes) === text(typedIn(form))) return copy.drop();

  const section = document.getElementById("local");
  section.querySelector("time").textContent = new Date(held.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  section.hidden = false;
  const decided = () => {
    section.hidden = true;
    copy.drop();
  };
  const boxes = () => {
    const data = new FormData();
    for (const [name, value] of held.boxes) data.append(name, value);
    data.append("_replace", "1");
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return data;
  };
  section.addEventListener("click", async ({ target: { value } }) => {
    if (value === "discard") return decided();
    if (value !== "back") return;
    const answer = await tell(said.dataset.keep, boxes);
    if (!answer.told || answer.told.said) return barOf(said).trouble(answer);
    decided();
    if (answer.told.kept) location.href = "?kept=1";
  });
});
