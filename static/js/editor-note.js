// What was taken out of a text or could not be put into it, said below its editor.
export const words = document.getElementById("editor-words")?.dataset ?? {};

const noteOf = (editor) => {
  const box = editor.view.dom.closest(".prose-editor");
  if (box.nextElementSibling?.matches(".editor-note")) return box.nextElementSibling;
  const note = document.createElement("div");
  note.className = "editor-note";
  note.role = "status";
  box.after(note);
  return note;
};

// Sentences in place of those that stand there; none takes the note away.
export const tell = (editor, sentences) => {
  const lines = [...new Set(sentences)].map((sentence) => {
    const line = document.createElement("p");
    line.textContent = sentence;
    return line;
  });
  noteOf(editor).replaceChildren(...lines);
};
