// A button that copies what stands in a field; without this script the field is selected and copied by hand.
for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const news = button.parentElement.querySelector("[role=status]");

  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const isCopied = await navigator.clipboard.writeText(field.value).then(
      () => true,
      () => false,
    );
    if (!isCopied) return field.focus();
    button.textContent = button.dataset.done;
    news.textContent = button.dataset.done;
  });
}
