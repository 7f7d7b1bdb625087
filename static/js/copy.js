// A button that copies what stands in a field or another place; without this script it is copied by hand.

const select = (place) => {
  if ("select" in place) place.select();
  else getSelection().selectAllChildren(place);
};

for (const button of document.querySelectorAll("[data-copies]")) {
  const place = document.getElementById(button.dataset.copies);
  const news = button.parentElement.querySelector("[role=status]");

  place.addEventListener("focus", () => select(place));
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(place.value ?? place.textContent.trim());
      button.textContent = button.dataset.done;
      if (news) news.textContent = button.dataset.done;
    } catch {
      select(place); // without the right to the clipboard
    }
  });
}
