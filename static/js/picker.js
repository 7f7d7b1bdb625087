// The window in which the rich text editor chooses a picture; one that was just added is chosen at once.
const choose = ({ dataset: { id, address, alt, caption } }) => {
  if (!opener) return;
  opener.postMessage({ picture: { id, address, alt, caption } }, location.origin);
  close();
};

for (const button of document.querySelectorAll("button.pick")) {
  button.addEventListener("click", () => choose(button));
  if (button.matches(".new")) choose(button);
}
