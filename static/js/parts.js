// Moves the parts of a text up and down.
const form = document.querySelector(".document-form #content-main > form");

const rowsOf = (group) => [
  ...group.querySelectorAll(".inline-related:not(.empty-form), tr.form-row:not(.empty-form)"),
];

const number = (group) =>
  rowsOf(group).forEach((row, index) => {
    const order = row.querySelector("input[name$='-order']");
    if (order) order.value = index + 1;
  });

const move = (button) => {
  const row = button.closest(".inline-related");
  const group = row.closest(".inline-group");
  const rows = rowsOf(group);
  const isUp = button.value === "up";
  const neighbour = rows[rows.indexOf(row) + (isUp ? -1 : 1)];
  if (!neighbour) return;
  if (isUp) neighbour.before(row);
  else neighbour.after(row);
  number(group);
  row.dispatchEvent(new Event("input", { bubbles: true }));
  button.focus();
};

form?.addEventListener("click", (event) => {
  const button = event.target.closest("button.move");
  if (button) move(button);
});

if (form) document.addEventListener("formset:added", (event) => number(event.target.closest(".inline-group")));

// "Add a question" on the desk leads to a section's questions: open an empty one.
addEventListener("load", () => {
  if (form && location.hash === "#questions-group") {
    document.querySelector("#questions-group .add-row a")?.click();
  }
});
