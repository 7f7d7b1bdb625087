// Asks before a page with unsaved text is left, and moves parts up and down.
addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector(".document-form #content-main > form");
  if (!form) return;
  let typed = Boolean(document.querySelector(".errornote"));
  form.addEventListener("input", () => (typed = true));
  addEventListener("submit", (event) => event.target !== form || event.defaultPrevented || (typed = false));
  document.addEventListener("draft:saved", ({ detail }) => (typed = detail.typing));
  addEventListener("beforeunload", (event) => typed && event.preventDefault());

  const rows = (group) => [...group.querySelectorAll(".inline-related:not(.empty-form), tr.form-row:not(.empty-form)")];
  const number = (group) =>
    rows(group).forEach((row, index) => {
      const place = row.querySelector("input[name$='-order']");
      if (place) place.value = index + 1;
    });

  form.addEventListener("click", (event) => {
    const move = event.target.closest("button.move");
    if (!move) return;
    const row = move.closest(".inline-related");
    const group = row.closest(".inline-group");
    const all = rows(group);
    const other = all[all.indexOf(row) + (move.value === "up" ? -1 : 1)];
    if (!other) return;
    if (move.value === "up") other.before(row);
    else other.after(row);
    number(group);
    row.dispatchEvent(new Event("input", { bubbles: true }));
    move.focus();
  });
  // "Add a question" on the desk leads to a section's questions: open an empty one.
  addEventListener("load", () => location.hash === "#questions-group" && document.querySelector("#questions-group .add-row a")?.click());
  document.addEventListener("formset:added", (event) => number(event.target.closest(".inline-group")));
});
