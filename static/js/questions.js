// Opens the answer that an address points to, and every answer for printing.
const open = () => {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const question = target && target.closest("details");
  if (question && !question.open) {
    question.open = true;
    target.scrollIntoView();
  }
};
addEventListener("hashchange", open);
open();

let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details.q:not([open])")];
  for (const question of opened) question.open = true;
});
addEventListener("afterprint", () => {
  for (const question of opened) question.open = false;
});
