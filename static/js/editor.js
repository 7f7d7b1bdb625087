// A name for screen readers on every rich text editor; our own texts proposed in its link window.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches(".prose-editor-dialog input[name=href]")) target.setAttribute("list", "our-texts");
});

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (!label) return;
  label.id = `${textarea.id}_label`;
  label.addEventListener("click", () => editor.commands.focus());
  const textbox = editor.view.dom;
  textbox.role = "textbox";
  textbox.ariaMultiLine = "true";
  textbox.setAttribute("aria-labelledby", label.id);
});
