// "Save draft" without leaving the page. Whatever is not a plain success the browser sends as ever.
addEventListener("DOMContentLoaded", () => {
  const said = document.getElementById("said");
  const form = said?.closest("form");
  if (!said?.dataset.keep || !form.elements.version.value || document.querySelector(".errornote, #kept-here")) return;
  let asEver = false;
  let ids, gone, sent;

  const boxes = (button) => () => {
    ids = new Map([...form.querySelectorAll("[name$='-id']")].map((id) => [id.name, id]));
    gone = [...form.querySelectorAll(".inline-related")].filter((row) => row.hidden || row.querySelector("[name$='-DELETE']:checked"));
    sent = JSON.stringify(typedIn(form));
    return new FormData(form, button);
  };
  const stay = (told) => {
    const typing = JSON.stringify(typedIn(form)) !== sent;
    for (const [name, id] of Object.entries(told.ids)) if (ids.has(name)) ids.get(name).value = id;
    for (const name of ["version", "revision"]) form.elements[name].value = told[name];
    for (const row of gone) row.remove();
    document.querySelector(".now").replaceWith(parsed(told.now));
    document.querySelector(".desk-top h1").textContent = told.title;
    document.dispatchEvent(new CustomEvent("draft:saved", { detail: { typing, said: told.said } }));
    if (told.asks) location.assign(told.asks);
  };

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (asEver || button?.name !== "_save") return;
    event.preventDefault();
    if (button.ariaBusy) return;
    button.ariaBusy = "true";
    barOf(said).say(said.dataset.saving);
    const answer = await tell(form.action, boxes(button));
    button.ariaBusy = null;
    if (answer.told?.ok) return stay(answer.told);
    if (answer.silent) {
      form.dispatchEvent(new Event("input")); // so that it is kept as soon as the server is back
      return barOf(said).trouble(answer);
    }
    asEver = true;
    form.requestSubmit(button);
  });
});
