// Asks before a page with unsaved text is left: the form of a text, or an answer by a sign-off link, which is
// stored nowhere before it is sent. Also before a list whose rows were moved.
const form = document.querySelector(".document-form #content-main > form, .verdict form, form:has(> [data-order])");
let isUnsaved = Boolean(form && document.querySelector(".errornote, .wrong"));

// A box may stand outside of the form that it belongs to, as comments beside a text do.
addEventListener("input", ({ target }) => {
  if (form && target.form === form && !target.matches(".action-select, #action-toggle")) isUnsaved = true;
});
addEventListener("submit", (event) => {
  if (event.target === form && !event.defaultPrevented) isUnsaved = false;
});
document.addEventListener("draft:saved", ({ detail }) => {
  isUnsaved = detail.isTyping;
});
addEventListener("beforeunload", (event) => {
  if (isUnsaved) event.preventDefault();
});
