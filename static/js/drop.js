// What opens from a word closes with Escape, and when somebody goes on elsewhere.
const opened = () => document.querySelectorAll("details.drop[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const drop of opened()) {
    const hadFocus = drop.contains(document.activeElement);
    drop.open = false;
    if (hadFocus) drop.querySelector("summary").focus();
  }
});

const closeOthers = ({ target }) => {
  for (const drop of opened()) if (!drop.contains(target)) drop.open = false;
};

document.addEventListener("pointerdown", closeOthers);
document.addEventListener("focusin", closeOthers);
