// "Add a question" on the desk leads to a section's questions: open an empty one.
addEventListener("load", () => {
  if (location.hash === "#questions-group") document.querySelector("#questions-group .add-row a")?.click();
});
