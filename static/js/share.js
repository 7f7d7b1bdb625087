// A button that hands the page's address to another program, or copies it where a browser knows no such thing.
const copy = async (button, news) => {
  const address = button.dataset.shares;
  try {
    await navigator.clipboard.writeText(address);
    news.textContent = button.dataset.done;
  } catch {
    news.textContent = `${button.dataset.failed} ${address}`; // without the right to the clipboard
  }
};

for (const button of document.querySelectorAll("[data-shares]")) {
  const news = button.parentElement.querySelector("[role=status]");
  const shared = { title: document.title, url: button.dataset.shares };

  if (!navigator.share && !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (!navigator.share) return copy(button, news);
    try {
      await navigator.share(shared);
    } catch (error) {
      if (error.name !== "AbortError") copy(button, news); // AbortError: they thought better of it
    }
  });
}
