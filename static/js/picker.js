// The window in which the rich text editor chooses a picture.
for (const button of document.querySelectorAll("button.pick")) {
  button.addEventListener("click", () => {
    const { number, id, address, alt, caption } = button.dataset;
    opener?.CKEDITOR?.tools?.callFunction(number, address, { id, alternative_text: alt, caption });
    close();
  });
}
