// Asks before a page with unsaved text is left.
const form = document.querySelector(".document-form #content-main > form");
let isUnsaved = Boolean(form && document.querySelector(".errornote"));

form?.addEventListener("input", () => {
  isUnsaved = true;
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
